-- For good, with the tables that refer to it.
DROP TABLE "plätze";
DROP TABLE "gäste";
-- Empty again, and so is what referred to it.
DROP TABLE chats;
CREATE TABLE chats (id INTEGER PRIMARY KEY, name TEXT);
