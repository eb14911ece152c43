PRAGMA foreign_keys = OFF;
CREATE TABLE new_chats (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO new_chats SELECT id, name FROM chats;
PRAGMA foreign_keys = ON;
DROP TABLE chats;
ALTER TABLE new_chats RENAME TO chats;
