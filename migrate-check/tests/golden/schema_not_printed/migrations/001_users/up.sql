CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    bio TEXT,
    born DATE,
    "type" VARCHAR(20) NOT NULL
);
CREATE TABLE posts (
    id INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL REFERENCES users (id),
    title TEXT NOT NULL
);
CREATE TABLE tags (post_id INTEGER NOT NULL REFERENCES posts (id), tag TEXT NOT NULL, PRIMARY KEY (post_id, tag));
CREATE VIEW authors AS SELECT id, name FROM users;
CREATE TABLE odd (id INTEGER PRIMARY KEY, data JSON);
CREATE VIRTUAL TABLE search USING fts5(body);
