-- What is not of the kind, or of another name, stays certain.
CREATE TABLE t (id int PRIMARY KEY, n int);
DO $$ BEGIN EXECUTE format('CREATE SEQUENCE s START %s', 5); END $$;
SELECT nosuch FROM t;
SELECT * FROM r;
DO $$ BEGIN EXECUTE 'CREATE TABLE part_' || 2024::text || ' (id int)'; END $$;
SELECT * FROM parts;
DO $$ BEGIN FOR i IN 1..2 LOOP EXECUTE format('CREATE INDEX t_idx_%s ON t (n)', i); END LOOP; END $$;
DROP INDEX t_id;
DO $$ DECLARE r text; BEGIN FOREACH r IN ARRAY ARRAY['t'] LOOP
  EXECUTE format('CREATE POLICY own_%s ON %I USING (true)', r, r);
  EXECUTE format('COMMENT ON TABLE %I IS %L', r, 'x');
  EXECUTE 'REVOKE ALL ON ' || r || ' FROM public';
END LOOP; END $$;
DROP POLICY other ON t;
DO $$ BEGIN EXECUTE format('CREATE SCHEMA %I', 'app'); END $$;
SELECT nosuch FROM t;
