-- What is executed is put together: what it can't have done is still known.
CREATE SCHEMA area;
CREATE TABLE a (id int PRIMARY KEY, v int);
CREATE TABLE plain (id int);
CREATE FUNCTION clean() RETURNS void LANGUAGE plpgsql AS $$
DECLARE r record;
BEGIN
  FOR r IN SELECT indexname AS name FROM pg_indexes WHERE indexname LIKE 'qm%' LOOP
    EXECUTE 'DROP INDEX ' || r.name;
  END LOOP;
  FOR r IN SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'shard%' LOOP
    EXECUTE 'CREATE INDEX IF NOT EXISTS by_v ON ' || r.name || '.' || 'other (v)';
    EXECUTE format('ALTER TABLE %I.other ADD w int', r.name);
  END LOOP;
END $$;
SELECT clean();
DROP TABLE missing_1;
DROP VIEW area.missing_2;
DROP INDEX missing_3;
SELECT missing_4 FROM plain;
DROP INDEX by_v;
DROP TABLE other;
CREATE FUNCTION count_a() RETURNS int LANGUAGE plpgsql AS $$
DECLARE n int;
BEGIN
  SELECT count(*) INTO n FROM plain;
  RETURN n;
END $$;
SELECT count_a();
SELECT missing_5 FROM plain;
DO $$
BEGIN
  BEGIN
    ALTER TABLE plain ADD FOREIGN KEY (id) REFERENCES nowhere.users (id);
  EXCEPTION
    WHEN duplicate_object THEN NULL;
    WHEN OTHERS THEN RAISE;
  END;
END $$;
DO $$
BEGIN
  DROP TABLE missing_6;
EXCEPTION
  WHEN feature_not_supported THEN NULL;
  WHEN OTHERS THEN RAISE;
END $$;
