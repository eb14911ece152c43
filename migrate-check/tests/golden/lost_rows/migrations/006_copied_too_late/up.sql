DROP TABLE chats;
CREATE TABLE new_members (id INTEGER PRIMARY KEY, chat INT);
INSERT INTO new_members SELECT id, chat FROM members;
DROP TABLE members;
ALTER TABLE new_members RENAME TO members;
