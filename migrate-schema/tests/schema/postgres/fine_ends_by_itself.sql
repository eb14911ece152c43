CREATE TABLE t (id int PRIMARY KEY, a int);
-- Temporary tables.
CREATE TEMP TABLE gone (a int) ON COMMIT DROP;
CREATE TEMP TABLE emptied (a int) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE kept (a int PRIMARY KEY, b text) ON COMMIT PRESERVE ROWS;
CREATE TEMP TABLE copied ON COMMIT DROP AS SELECT id AS x FROM t;
SELECT x FROM copied;
INSERT INTO gone SELECT id FROM t;
CREATE INDEX gone_a ON gone (a);
CREATE TEMP VIEW v AS SELECT a FROM gone;
CREATE TEMP SEQUENCE s OWNED BY gone.a;
CREATE FUNCTION pg_temp.helper(i int) RETURNS int LANGUAGE sql AS 'SELECT i + 1';
SELECT pg_temp.helper(a), nextval('s') FROM pg_temp.gone;
CREATE TYPE pg_temp.pair AS (a int, b int);
CREATE TABLE pg_temp.another (p pg_temp.pair);
-- A temporary table hides a permanent one of its name.
CREATE TEMP TABLE t (other text);
INSERT INTO t (other) VALUES ('a');
SELECT other FROM t;
SELECT id FROM public.t;
ALTER TABLE t ADD COLUMN more int;
DROP TABLE t;
SELECT id, a FROM t;
CREATE TEMP VIEW t AS SELECT 1 AS one;
SELECT one FROM t;
DROP VIEW t;
ALTER TABLE t ADD COLUMN b int;
-- Savepoints.
SAVEPOINT one;
CREATE TABLE undone (a int);
ALTER TABLE t ADD COLUMN undone int;
DROP TABLE kept;
ROLLBACK TO SAVEPOINT one;
SELECT a FROM kept;
CREATE TABLE undone (b text);
ALTER TABLE t ADD COLUMN undone text;
SAVEPOINT two;
DROP TABLE undone;
SAVEPOINT two;
CREATE TABLE undone (c int);
ROLLBACK TO two;
RELEASE SAVEPOINT two;
ROLLBACK TO two;
SELECT b FROM undone;
RELEASE one;
-- A block that may be undone.
DO $$
BEGIN
  CREATE TABLE maybe (a int);
  ALTER TABLE t ADD COLUMN maybe int;
  RAISE EXCEPTION 'no';
EXCEPTION WHEN OTHERS THEN
  NULL;
END $$;
CREATE TABLE maybe (b int);
ALTER TABLE t ADD COLUMN maybe text;
SELECT b FROM maybe;
DO $$
BEGIN
  BEGIN
    ALTER TABLE t ADD CONSTRAINT positive CHECK (a > 0);
  EXCEPTION WHEN duplicate_object THEN NULL;
  END;
  BEGIN
    CREATE TYPE mood AS ENUM ('a');
  EXCEPTION WHEN duplicate_object THEN RAISE NOTICE 'there';
  END;
END $$;
ALTER TABLE t DROP CONSTRAINT positive;
CREATE TABLE moods (m mood);
-- next revision
-- What went with the transaction and the session.
CREATE TABLE gone (b text);
SELECT b FROM gone;
CREATE TABLE copied (b text);
CREATE VIEW v AS SELECT b FROM gone;
CREATE SEQUENCE s;
CREATE TABLE kept (c int);
SELECT c FROM kept;
CREATE TYPE pair AS (a int);
CREATE TABLE emptied (a int);
DROP TABLE emptied, kept, copied;
CREATE TEMP TABLE emptied AS TABLE t;
SELECT id FROM emptied;
DROP TABLE IF EXISTS pg_temp.emptied, pg_temp.nosuch;
DISCARD TEMP;
CREATE TABLE emptied (x int);
SELECT x FROM emptied;
-- next revision
CREATE TEMP TABLE IF NOT EXISTS emptied (y int);
SELECT y FROM emptied;
SELECT x FROM public.emptied;
TRUNCATE emptied;
DROP TABLE IF EXISTS emptied;
SELECT x FROM emptied;
CREATE TEMP TABLE only_here (id int);
ALTER TABLE only_here RENAME TO renamed_here;
CREATE TABLE renamed_here (z int);
SELECT id FROM renamed_here;
SELECT z FROM public.renamed_here;
