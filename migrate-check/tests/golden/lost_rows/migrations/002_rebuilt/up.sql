CREATE TABLE new_chats (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO new_chats SELECT id, name FROM chats;
DROP TABLE chats;
ALTER TABLE new_chats RENAME TO chats;
