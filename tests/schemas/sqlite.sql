-- A bit of everything that SQLite keeps.
CREATE TABLE users (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  email TEXT NOT NULL UNIQUE COLLATE NOCASE,
  "full name" VARCHAR(50) DEFAULT 'it''s',
  low TEXT GENERATED ALWAYS AS (lower(email)) VIRTUAL,
  CHECK (email <> '')
);
CREATE TABLE [z last] (a INT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID, STRICT;
CREATE TABLE posts (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES users ON DELETE CASCADE, body TEXT);
CREATE INDEX posts_owner ON posts (owner, lower(body)) WHERE owner IS NOT NULL;
CREATE UNIQUE INDEX a_unique ON users (low DESC);
CREATE VIEW with_posts AS SELECT u.id, p.body FROM users u JOIN posts p ON p.owner = u.id;
CREATE VIEW above (x) AS SELECT id FROM with_posts;
CREATE TRIGGER clean AFTER DELETE ON users BEGIN
  DELETE FROM posts WHERE owner = OLD.id;
  UPDATE users SET "full name" = 'a;b' WHERE 0;
END;
CREATE VIRTUAL TABLE notes USING fts5(title, body);
ALTER TABLE posts ADD COLUMN added INTEGER DEFAULT (1 + 2) NOT NULL;
ALTER TABLE posts RENAME COLUMN body TO text;
CREATE TABLE copied AS SELECT * FROM users;
