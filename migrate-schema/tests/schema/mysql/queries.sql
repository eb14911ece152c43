CREATE TABLE notes (id INT PRIMARY KEY, body TEXT, size INT);
CREATE TABLE tags (id INT PRIMARY KEY, title VARCHAR(20));
CREATE VIEW counted (tag, n) AS SELECT title, COUNT(*) FROM tags GROUP BY title;
-- A view whose columns are named has no others.
SELECT count FROM counted;
SELECT 1 FROM notes JOIN notes ON 1;
SELECT id FROM notes WHERE size IN (SELECT id, title FROM tags);
WITH c AS (SELECT bodi FROM notes) SELECT * FROM c;
SELECT id AS x FROM notes UNION SELECT id FROM tags ORDER BY id;
