-- Next to what `fine_mariadb.sql` has: the server refuses these.
CREATE TABLE swapped (a INT, b INT, c INT, KEY first (a), KEY second (b), KEY third (c));
ALTER TABLE swapped RENAME INDEX first TO second, RENAME INDEX second TO third;
CREATE TABLE checked (a INT, b INT, c INT, CONSTRAINT less CHECK (a < b));
ALTER TABLE checked DROP COLUMN a, DROP COLUMN c;
ALTER TABLE checked ALTER COLUMN d SET DEFAULT 5;
ALTER TABLE swapped ALTER INDEX fourth IGNORED;
INSERT INTO swapped () VALUES (1, 2, 3, 4);
SELECT a AS x, x + 1 FROM swapped;
SELECT a AS x FROM swapped WHERE EXISTS (SELECT x);
SELECT (SELECT a, b FROM swapped) = 1 FROM swapped;
SELECT seq FROM seq_1_to;
SELECT a FROM `dual`;
SET default_storage_engine = MyISAM;
SET default_storage_engine = InnoDB;
CREATE TABLE counted (kind INT, number INT AUTO_INCREMENT, PRIMARY KEY (kind, number));
