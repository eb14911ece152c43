DROP VIEW authors;
DROP TABLE tags;
DROP TABLE posts;
DROP TABLE users;
