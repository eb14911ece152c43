CREATE TABEL users (id integer);
CREATE TABLE users (
  id integer PRIMRY KEY AUTOINCREMENT,
  name text NOT NULL,
);
CREATE TABLE posts (id integer, id text);
CREATE TABLE posts (id integer) STRIKT;
DROP TABLE;
UPDATE users SET name = 'x' WERE id = 1;
SELECT count(* FROM users;
SELECT 0x, 1;
CREATE TRIGGER t AFTER INSERT ON users BEGIN
  SELECT 1;
CREATE INDEX i ON users (name);
ALTER TABLE users ADD COLUMN age integer

CREATE INDEX ix_users_name ON users (name);
CREATE TABLE t (id integer NOT; NULL);
INSERT INTO users VALUES (1, 2
