CREATE TABLE a (id int, n int);
CREATE TABLE log (was int, is_now int, note text);
UPDATE a SET n = 2 RETURNING old.n, new.n;
UPDATE a SET n = 2 FROM log AS l WHERE l.was = a.n RETURNING old.n, new.n, l.note, a.id, n;
DELETE FROM a RETURNING WITH (OLD AS o, NEW AS w) o.n, w.n;
INSERT INTO a VALUES (1, 2) RETURNING new.*;
INSERT INTO a AS x (id) VALUES (1) RETURNING old.id IS NULL, new.id, x.id, "old"."id";
DELETE FROM a RETURNING old.*, old IS NULL;
DELETE FROM a USING log AS old WHERE old.was = a.n RETURNING old.note, new.n, a.*;
MERGE INTO a USING log AS s ON a.n = s.was
  WHEN MATCHED THEN UPDATE SET n = s.is_now
  WHEN NOT MATCHED BY SOURCE THEN DELETE
  WHEN NOT MATCHED BY TARGET THEN INSERT (id, n) VALUES (1, s.was)
  RETURNING merge_action(), old.n, new.n, s.note, a.id;
WITH changed AS (UPDATE a SET n = n + 1 RETURNING old.n AS was, new.n AS is_now)
INSERT INTO log (was, is_now) SELECT was, is_now FROM changed;
WITH gone AS (DELETE FROM a RETURNING old.*) SELECT id, n FROM gone;
CREATE TABLE old (id int, x text);
UPDATE old SET x = 'a' RETURNING old.x, new.x, old.id;
CREATE TABLE new (id int, x text);
UPDATE new SET x = 'a' RETURNING old.x, new.x;
CREATE TABLE named (old int, new int);
UPDATE named SET old = 1 RETURNING old.old, new.new, named.old;
CREATE FUNCTION bump(i int) RETURNS TABLE (was int, now int) LANGUAGE sql
  AS 'UPDATE a SET n = n + 1 WHERE id = i RETURNING old.n, new.n';
CREATE FUNCTION bump_atomic(i int) RETURNS int LANGUAGE sql
  BEGIN ATOMIC UPDATE a SET n = n + 1 WHERE id = i RETURNING new.n - old.n; END;
INSERT INTO a (id) VALUES (1) RETURNING upper(old.n::text), coalesce(old.n, new.n), old;
CREATE VIEW v AS SELECT id, n FROM a;
UPDATE v SET n = 1 RETURNING old.n, new.id;
