CREATE TABLE notes (id INT PRIMARY KEY, body TEXT, size INT);
CREATE TABLE tags (id INT PRIMARY KEY, title VARCHAR(20));
CREATE VIEW counted (tag, n) AS SELECT title, COUNT(*) FROM tags GROUP BY title;
SELECT tag, n FROM counted;
-- Names that differ by case, and of queries, where the servers differ.
SELECT 1 FROM notes n JOIN notes N ON 1;
SELECT 1 FROM notes t JOIN (SELECT 1 FROM tags) t;
SELECT 1 FROM information_schema.tables notes JOIN notes;
SELECT (SELECT COUNT(*) FROM notes) FROM notes;
SELECT id AS x FROM notes UNION SELECT id FROM tags ORDER BY X;
SELECT body FROM notes UNION SELECT title FROM tags ORDER BY body;
-- Views of which MariaDB does not look at everything.
CREATE VIEW rows_compared AS SELECT id FROM notes WHERE size IN (SELECT id, title FROM tags);
CREATE VIEW unused AS WITH c AS (SELECT bodi FROM notes) SELECT id FROM notes;
CREATE VIEW deep AS SELECT d.x FROM (SELECT (SELECT 1 FROM counted, counted LIMIT 1) AS x FROM notes) AS d;
CREATE VIEW twice AS SELECT c.n FROM counted c NATURAL JOIN (SELECT 1 AS one FROM counted NATURAL JOIN counted) d;
-- Columns of a query: the rest of them is not known.
CREATE TABLE copied (size INT DEFAULT 1) AS SELECT id, size, body, 1 + 1 AS two FROM notes;
INSERT INTO copied (id, size, body, two) VALUES (1, 2, '', 3);
ALTER TABLE copied ADD PRIMARY KEY (id), MODIFY two INT NOT NULL;
