CREATE TABEL users (id integer);
CREATE OR REPLACE VEIW v AS SELECT 1;
CREATE TABLE users (
  id integer PRIMRY KEY,
  name text NOT NULL,
  email text,
);
CREATE TABLE posts (
  id integer
  title text
);
DROP TABLE ;
DROP TABLE IF EXISTS CASCADE;
ALTER TABLE users DROP COLUMN COLUMN name;
ALTER TABLE users ADD COLUMN active boolean DEFAULT NOT TRUE;
ALTER TABLE users ALTER COLUMN name SET NUT NULL;
SELECT count(* FROM users;
INSERT INTO users VALUSE (1);
UPDATE users SET name = 'x' WERE id = 1;
SELECT 1 WHERE 2 IS NOT NULLL OR 1 = != 2;
ALTER TABLE users ADD COLUMN age integer

CREATE INDEX ix_users_name ON users (name);
ALTER TABLE posts ADD FOREIGN KEY (id) REFERENCES users (id) ON DELEE CASCADE;
SELECT 1;
SELECT 'é' AS ü FORM;
CREATE TABLE t (id integer NOT; NULL);
CREATE TYPE coin AS (denom, amount text);
CREATE TYPE coin AS (amount text, denom);
CREATE INDEX ON users (name
