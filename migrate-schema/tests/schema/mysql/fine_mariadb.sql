-- What MariaDB takes and MySQL may not.
CREATE SEQUENCE numbers START WITH 5;
CREATE TABLE orders (id INT DEFAULT NEXTVAL(numbers), other INT DEFAULT (NEXT VALUE FOR numbers), total INT);
SELECT NEXTVAL(numbers), LASTVAL(numbers), SETVAL(numbers, 20, 0), PREVIOUS VALUE FOR numbers, NEXT VALUE FOR numbers FROM orders;
CREATE VIEW next_one AS SELECT NEXTVAL(numbers) AS n;
CREATE OR REPLACE SEQUENCE numbers START WITH 100;
CREATE SEQUENCE years;
DROP TABLE years;
CREATE TEMPORARY SEQUENCE years;
CREATE SEQUENCE years;
-- Tables that are made up where they are named.
SELECT seq, s.seq FROM seq_1_to_10 s JOIN orders ON total = seq;
INSERT INTO orders (total) SELECT seq FROM seq_1_to_20_step_3 WHERE seq > 2;
SELECT 1 AS one FROM DUAL WHERE 1 = 1 EXCEPT SELECT 2 FROM dual LIMIT 1;
SELECT id FROM orders WHERE total > (SELECT MAX(1) FROM DUAL HAVING 1) OR EXISTS (SELECT 1 FROM dual);
-- All of a statement at once.
CREATE TABLE swapped (a INT, b INT, c INT, KEY first (a), KEY second (b), KEY third (c));
ALTER TABLE swapped RENAME INDEX first TO second, RENAME INDEX second TO third, RENAME INDEX third TO first;
ALTER TABLE swapped ALTER INDEX first IGNORED, ALTER KEY IF EXISTS fourth IGNORED;
DROP INDEX third ON swapped;
CREATE TABLE checked (a INT, b INT, c INT, CONSTRAINT less CHECK (a < b));
ALTER TABLE checked DROP COLUMN a, DROP COLUMN b;
ALTER TABLE checked ADD CONSTRAINT less CHECK (c > 0);
ALTER TABLE checked ADD COLUMN d INT, ALTER COLUMN d SET DEFAULT 5, ALTER c DROP DEFAULT;
ALTER TABLE not_yet_there CHECK PARTITION ALL;
ALTER TABLE not_yet_there ANALYZE PARTITION p0, p1;
-- What is temporary hides what is not.
CREATE TEMPORARY TABLE both_kinds (a INT);
CREATE OR REPLACE TABLE both_kinds AS SELECT a, 1 AS b FROM both_kinds;
CREATE TEMPORARY TABLE shown (a INT);
CREATE VIEW shown AS SELECT 1 AS b;
SELECT a FROM shown;
DROP TABLE shown;
SELECT b FROM shown;
DROP VIEW shown;
-- Queries.
CREATE TABLE notes (id INT PRIMARY KEY, size INT, body TEXT);
CREATE TABLE tags (id INT, note INT, title VARCHAR(20));
SELECT size AS big, (SELECT COUNT(*) FROM tags WHERE note = big) FROM notes;
SELECT 1 AS one, (SELECT one UNION SELECT one) AS two, (SELECT two + one) AS three;
SELECT * FROM (SELECT id AS x, (SELECT x) FROM notes) d WHERE (SELECT id, size FROM notes LIMIT 1) NOT IN (SELECT id, note FROM tags);
SELECT id AS x FROM notes GROUP BY id HAVING x IN (SELECT note FROM tags WHERE id = x);
SELECT SQL_CALC_FOUND_ROWS DISTINCT size FROM notes;
INSERT INTO notes () VALUES (1, 2, 'a'), (2, 3, 'b');
INSERT INTO tags () VALUES (), ();
INSERT INTO tags ((SELECT id, size, 'x' FROM notes));
INSERT INTO tags (VALUES (1, 2, 'a'), (3, 4, 'b'));
INSERT INTO tags SELECT id, size, body FROM notes WHERE size > 1 RETURNING id, (SELECT tags.note + 1 FROM orders LIMIT 1);
UPDATE tags SET note = IGNORE, title = DEFAULT;
INSERT INTO tags VALUES (1, IGNORE, 'a');
CREATE TABLE copied ((SELECT id, size FROM notes WHERE size > 0) ORDER BY id DESC) LIMIT 2;
CREATE TABLE listed (VALUES (1, 2), (3, 4));
SELECT id, size FROM copied;
INSERT INTO tags SELECT id, size, body FROM notes n JOIN orders USING (id) ON DUPLICATE KEY UPDATE note = size;
SELECT @@global.`default`.`key_buffer_size`;
-- Another engine where none is named.
SET default_storage_engine = MyISAM;
CREATE TABLE counted (kind INT, number INT AUTO_INCREMENT, PRIMARY KEY (kind, number));
SET default_storage_engine = DEFAULT;
-- Versions of rows.
CREATE TABLE history_kept (a INT, old_a INT) WITH SYSTEM VERSIONING;
DELETE HISTORY FROM history_kept;
DELETE HISTORY FROM history_kept BEFORE SYSTEM_TIME NOW();
CREATE TRIGGER seen BEFORE UPDATE ON history_kept FOR EACH ROW SET @ended = OLD.row_end;
SELECT t.a FROM (SELECT a FROM history_kept) FOR SYSTEM_TIME ALL AS t;
SET @@system_versioning_insert_history = 1;
INSERT INTO history_kept (a, row_start, row_end) VALUES (1, '2001-01-01', '2002-01-01');
CREATE TABLE parted (a INT) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (5), PARTITION p1 VALUES LESS THAN (9));
ALTER TABLE parted CONVERT PARTITION p0 TO TABLE small_ones;
SELECT a FROM small_ones;
DROP TABLE small_ones;
CREATE TABLE large_ones LIKE parted;
ALTER TABLE large_ones REMOVE PARTITIONING;
ALTER TABLE parted CONVERT TABLE large_ones TO PARTITION p2 VALUES LESS THAN (20);
CREATE TABLE large_ones (b INT);
-- Types, packed columns, programs of one statement.
CREATE TABLE places (place GEOMETRY(9,4) REF_SYSTEM_ID=101, spot POINT REF_SYSTEM_ID=4326, packed BLOB, kind INT AS (COLUMN_GET(packed, 'kind' AS INT)) PERSISTENT);
SELECT COLUMN_JSON(COLUMN_ADD(packed, 'kind', 5 AS INTEGER)), COLUMN_CREATE('kind', 1 AS CHAR, 'b', 2), COLUMN_GET(packed, 1 AS CHAR) FROM places;
SELECT CAST('10:00:00' AS INTERVAL DAY_SECOND(6));
CREATE PROCEDURE add_check() ALTER TABLE notes ADD CONSTRAINT IF NOT EXISTS size_known CHECK (size > 0);
CREATE PROCEDURE rights() SQL SECURITY DEFINER SHOW GRANTS FOR CURRENT_USER;
DELIMITER //
CREATE PROCEDURE pairs()
BEGIN
  DECLARE pair ROW (a INT, b INT);
  SET pair = ROW(1, 2);
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no', ROW_NUMBER = 5;
END//
DELIMITER ;
-- Another language.
SET sql_mode = ORACLE;
CREATE OR REPLACE SEQUENCE ids;
SELECT ids.NEXTVAL, SYSDATE, SQL%ROWCOUNT FROM dual;
SET sql_mode = DEFAULT;
DROP SEQUENCE ids;
