CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(80) NOT NULL);
CREATE TABLE notes (
  id INTEGER PRIMARY KEY,
  author INTEGER NOT NULL REFERENCES users (id),
  body TEXT
);
CREATE INDEX notes_author ON notes (author);
ALTER TABLE notes ADD COLUMN title VARCHAR(80);
INSERT INTO users (id, name) VALUES (1, 'ada');
DROP TABLE notes;
DROP TABLE users;
