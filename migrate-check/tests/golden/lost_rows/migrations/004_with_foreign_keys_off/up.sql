PRAGMA foreign_keys = OFF;
CREATE TABLE new_chats (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO new_chats SELECT id, name FROM chats;
DROP TABLE chats;
ALTER TABLE new_chats RENAME TO chats;
PRAGMA foreign_key_check;
PRAGMA foreign_keys = ON;
