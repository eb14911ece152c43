-- transaction = false
-- The way to change a table that SQLite's ALTER TABLE can't change.
PRAGMA foreign_keys = OFF;
CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE books (id INTEGER PRIMARY KEY, author INT REFERENCES authors (id), title TEXT);
CREATE INDEX authors_name ON authors (name);
CREATE TABLE new_authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
INSERT INTO new_authors SELECT id, name FROM authors;
DROP TABLE authors;
ALTER TABLE new_authors RENAME TO authors;
-- Its index went with the old one.
CREATE INDEX authors_name ON authors (name);
PRAGMA foreign_key_check;
PRAGMA foreign_keys = ON;
VACUUM;
