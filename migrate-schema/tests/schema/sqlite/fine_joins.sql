-- A condition may name any table of the query, and what is selected.
CREATE TABLE a (id INTEGER PRIMARY KEY, x INT);
CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INT, y INT);
CREATE TABLE c (id INTEGER PRIMARY KEY, b_id INT);
SELECT * FROM a JOIN b ON b.a_id = a.id AND c.b_id = b.id JOIN c;
SELECT a.x AS total FROM a LEFT JOIN b ON total = y AND b.rowid = 1;
SELECT joined.x FROM (a JOIN b ON a.id = b.a_id) AS joined JOIN c ON c.b_id = joined.x;
SELECT a.x, b.y FROM (a JOIN b ON a.id = b.a_id) JOIN c ON c.b_id = b.id;
SELECT * FROM a, b LEFT JOIN c ON c.b_id = b.id AND x = 1;
SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b JOIN c ON c.b_id = b.id AND b.a_id = a.id);
UPDATE a SET x = 1 FROM b JOIN c ON c.b_id = b.id WHERE b.a_id = a.id;
CREATE VIEW v AS SELECT a.id FROM a JOIN b ON a.id = b.a_id;
ALTER TABLE a RENAME COLUMN x TO z;
