-- What is looked up all the same.
CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT);
SELECT id FROM notes WHERE nosuch = 1 AND 0.0;
SELECT id FROM notes WHERE nosuch = 1 OR 1;
SELECT id FROM notes WHERE nosuch IN (NULL);
SELECT id FROM notes WHERE nosuch = 1 AND false;
SELECT id IN () FROM nowhere;
WITH x AS (SELECT nosuch FROM notes), y AS (SELECT * FROM x) SELECT * FROM y;
CREATE TABLE made (one AS (typeof(two)), two);
INSERT INTO made SELECT body, body FROM notes;
CREATE VIEW used AS WITH x AS (SELECT nosuch FROM nowhere) SELECT * FROM x;
ALTER TABLE notes RENAME TO remarks;
