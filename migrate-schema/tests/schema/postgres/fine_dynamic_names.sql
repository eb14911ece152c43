-- What is put together at run time is of one kind, and of a name that is partly known.
CREATE TABLE t (id int PRIMARY KEY, n int);
CREATE VIEW v AS SELECT id FROM t;
DO $$ BEGIN EXECUTE format('CREATE SEQUENCE s START %s', 5); END $$;
ALTER SEQUENCE s RESTART;
DO $$ BEGIN EXECUTE 'CREATE TABLE ' || 'part_' || 2024::text || ' (id int)'; END $$;
SELECT id FROM part_2024;
DROP TABLE part_2024;
DO $$ BEGIN FOR i IN 1..2 LOOP EXECUTE format('CREATE INDEX t_idx_%s ON t (n)', i); END LOOP; END $$;
DROP INDEX t_idx_1;
ALTER INDEX t_idx_2 RENAME TO t_n_idx;
DO $$ DECLARE r text; BEGIN FOREACH r IN ARRAY ARRAY['t'] LOOP
  EXECUTE format('CREATE POLICY own ON %I USING (true)', r);
  EXECUTE format('COMMENT ON TABLE %I IS %L', r, 'x');
  EXECUTE 'GRANT SELECT ON ' || r || ' TO public';
  EXECUTE format('ALTER TABLE %I ENABLE TRIGGER ALL', r);
  EXECUTE format('INSERT INTO %I VALUES (%s, %s)', r, 1, 2);
END LOOP; END $$;
DROP POLICY own ON t;
DO $$ BEGIN EXECUTE format('CREATE TYPE mood AS ENUM (%L, %L)', 'a', 'b'); END $$;
ALTER TYPE mood ADD VALUE 'c';
DO $$ BEGIN EXECUTE format('CREATE SCHEMA %I', 'app'); END $$;
CREATE TABLE app.things (id int);
DO $$ BEGIN EXECUTE format('CREATE OR REPLACE VIEW %I AS SELECT id, n FROM t', 'v'); END $$;
SELECT n FROM v;
DO $$ BEGIN EXECUTE format('CREATE FUNCTION f_%s() RETURNS int LANGUAGE sql AS %L', 'x', 'SELECT 1'); END $$;
SELECT f_x();
DO $$ BEGIN EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I CHECK (n > 0)', 't', 't_check'); END $$;
ALTER TABLE t DROP CONSTRAINT t_check;
