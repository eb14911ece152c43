-- What can't be known, or only one server refuses: nothing is said.
-- Only MariaDB and MySQL 9 make a foreign key of this; others pass over it.
CREATE TABLE inline (id INT PRIMARY KEY, other INT REFERENCES nowhere (id));
ALTER TABLE inline DROP FOREIGN KEY inline_ibfk_1, DROP INDEX other;
-- `id` is a key of its own on MySQL.
CREATE TABLE serial (id SERIAL PRIMARY KEY);
DROP INDEX id ON serial;
-- Names that are made up.
CREATE TABLE checked (a INT CHECK (a > 0), CHECK (a < 9));
ALTER TABLE checked DROP CHECK checked_chk_1, DROP CONSTRAINT CONSTRAINT_1;
-- It may be the database that is connected to.
CREATE TABLE other.t (id INT);
ALTER TABLE t ADD COLUMN a INT;
-- Case matters on some platforms.
CREATE TABLE lower (id INT);
ALTER TABLE Lower ADD COLUMN a INT;
DROP TABLE LOWER;
USE other;
ALTER TABLE elsewhere ADD COLUMN x INT;
