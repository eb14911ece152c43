-- SQLite looks up no name in what it forgets as it reads: what stands before an empty list,
CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, kind TEXT CHECK (nosuch IN ()));
CREATE INDEX notes_kind ON notes (kind) WHERE (SELECT nosuch) NOT IN ();
SELECT id FROM notes WHERE nosuch IN ();
CREATE VIEW empty AS SELECT body FROM notes WHERE (SELECT x FROM nowhere) IN ();
CREATE TABLE doubled (a, b AS ((WITH w (x) AS (SELECT doubled.a FROM doubled) SELECT 1) IN ()));
-- and both sides of AND if one is 0.
SELECT id FROM notes WHERE nosuch = 1 AND 0;
SELECT id FROM notes WHERE 0 AND (nosuch OR (SELECT x FROM nowhere));
UPDATE notes SET body = (nosuch AND 1) AND 0;
SELECT 1 FROM notes AS a JOIN notes AS b ON nosuch AND (0);
-- Nor in a common table expression that nobody selects from: of a query, a view, a trigger.
WITH x AS (SELECT nosuch FROM nowhere) SELECT id FROM notes;
CREATE VIEW unused AS WITH x AS (SELECT nosuch FROM nowhere), y AS (SELECT * FROM x) SELECT id FROM notes;
CREATE VIEW round AS WITH x AS (SELECT * FROM round) VALUES (1);
CREATE TRIGGER notes_new AFTER INSERT ON notes BEGIN
  INSERT INTO notes (body) WITH x AS (SELECT nosuch FROM nowhere) SELECT body FROM notes WHERE 1 > 2;
END;
ALTER TABLE notes RENAME COLUMN body TO text;
ALTER TABLE notes RENAME TO remarks;
-- A join in brackets has a name, and the tables in it keep theirs.
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (id INTEGER PRIMARY KEY, c INTEGER);
CREATE TABLE c (c INTEGER PRIMARY KEY);
SELECT a.id, x.c, y.c FROM ((a JOIN b ON a.id = b.id) AS x JOIN c ON x.c = c.c) AS y;
-- Tables of one shape are copied as they are stored, generated columns too.
CREATE TABLE made (one AS (typeof(two)), two);
CREATE TABLE same (x AS (typeof(y)), y);
INSERT INTO same SELECT * FROM made;
