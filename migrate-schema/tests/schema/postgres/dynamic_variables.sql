-- A text that a variable holds is known by its constants.
CREATE TABLE t (id int PRIMARY KEY, a int);
CREATE TABLE other (id int PRIMARY KEY);
DO $$
DECLARE
  q text;
  name text := 'se' || 'q';
BEGIN
  q := 'CREATE SEQUENCE ' || quote_ident(name) || ' START 5';
  EXECUTE q;
END $$;
SELECT missing_1 FROM t;
DO $$
DECLARE q text DEFAULT format('COMMENT ON TABLE %I IS %L', 't', 'x');
BEGIN
  EXECUTE q;
  IF q IS NULL THEN
    q := concat('CREATE INDEX by_a ON ', 'other', ' (id)');
  ELSE
    q := 'GRANT SELECT ON t TO ' || current_user;
  END IF;
  EXECUTE q;
END $$;
SELECT missing_2 FROM t;
DO $$
DECLARE q text;
BEGIN
  SELECT concat('ALTER TABLE t DROP CONSTRAINT ', conname) INTO q FROM pg_constraint WHERE conname = 'x';
  IF q IS NOT NULL THEN
    EXECUTE q;
  END IF;
END $$;
SELECT silent_1 FROM t;
SELECT missing_3 FROM other;
DO $$
DECLARE q text := 'CREATE TABLE n_' || 1 || ' (id int';
BEGIN
  FOR i IN 1..3 LOOP
    q := q || ', a' || i || ' int';
  END LOOP;
  q := q || ')';
  EXECUTE q;
END $$;
SELECT id FROM n_1;
SELECT missing_4 FROM other;
-- What is fetched may be anything.
DO $$
DECLARE q text := 'SELECT 1';
BEGIN
  FOR q IN SELECT 'ALTER TABLE other ADD b int' LOOP
    EXECUTE q;
  END LOOP;
END $$;
SELECT b FROM other;
