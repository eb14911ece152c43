DELETE FROM notes;
CREATE TABLE new_chats (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO new_chats SELECT id, name FROM chats;
CREATE TABLE new_members (id INTEGER PRIMARY KEY, chat INT REFERENCES chats (id) ON DELETE CASCADE);
INSERT INTO new_members SELECT id, chat FROM members;
DROP TABLE members;
DROP TABLE chats;
ALTER TABLE new_chats RENAME TO chats;
ALTER TABLE new_members RENAME TO members;
