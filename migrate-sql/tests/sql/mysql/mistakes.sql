-- Mistakes, one a statement: each is found, none hides the next.
CREATE TABEL users (id INT);
CREATE TABLE users (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMRY KEY,
  name VARCHAR(255) NOT NULL
);
CREATE TABLE users (id INT, name VARCAHR(255));
CREATE TABLE users (id INT, name VARCHAR);
CREATE TABLE users (id INT, name TEXT,);
CREATE TABLE users (id INT name TEXT);
CREATE TABLE users (id INT, name TEXT;
CREATE TABLE users (id INT)) ENGINE=InnoDB;
CREATE TABLE users (id INT) ENGIN=InnoDB DEFAULT CHARSTE=utf8mb4;
CREATE TABLE users (id INT DEFAULT, name TEXT);
CREATE TABLE users (id INT, FOREIGN KEY (id) REFERENCES (id));
CREATE TABLE order (id INT);
ALTER TABLE users ADD COLUM name TEXT, ADD INDEX (name(10));
ALTER TABLE users DORP COLUMN name;
ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (a) REFERENCE b (a);
CREATE INDEX ON users (name);
CREATE UNIQUE INDEX i users (name);
DROP TABLE IF EXIST users;
DROP TABLE ;
RENAME TABLE a b;
INSERT INTO users (id, name) VALUE (1, 'a'), (2 'b');
INSERT INTO users (id, name) VALUES (1, 'a'),;
INSERT INTO users (id, , name) VALUES (1, 2);
UPDATE users SET name = 'x' WERE id = 1;
UPDATE users SET name = = 'x';
DELETE FORM users;
SELECT id, FROM users;
SELECT COUNT(* FROM users;
SELECT * FROM users WHERE id = ?;
SELECT IF(a, b) FROM users;
CREATE VIEW v SELECT 1;
SELEC 1;
GRANT SELECT ON (a TO b;
SET NAMES;
