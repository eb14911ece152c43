-- SQLite's own documentation warns of this order.
ALTER TABLE chats RENAME TO chats_old;
CREATE TABLE chats (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO chats SELECT id, name FROM chats_old;
DROP TABLE chats_old;
