-- What is executed is put together: what it may do is known by its constants, and nothing else is said.
CREATE SCHEMA area;
CREATE TABLE a (id serial PRIMARY KEY, v int);
CREATE INDEX a_v ON a (v);
CREATE TABLE area.b (id int PRIMARY KEY, size int);
CREATE VIEW v AS SELECT id FROM a;
CREATE TYPE mood AS ENUM ('sad');
CREATE FUNCTION f(n int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF n > 0 THEN PERFORM f(n - 1); END IF;
END $$;
CREATE FUNCTION pick(n int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE id_of_a int;
BEGIN
  SELECT id INTO STRICT id_of_a FROM a WHERE v = n;
  WITH w AS (INSERT INTO a (v) VALUES (1) RETURNING id) SELECT id INTO id_of_a FROM w;
  RETURN id_of_a;
END $$;
SELECT f(3);
DO $$
DECLARE t text := 'a'; r record; made int;
BEGIN
  EXECUTE 'DROP INDEX ' || t || '_v';
  EXECUTE 'CREATE INDEX IF NOT EXISTS area_b_size ON area.' || quote_ident('b') || '(size)';
  EXECUTE format('ALTER TABLE %I.b ADD extra int', 'area');
  EXECUTE format('ALTER TABLE %I OWNER TO current_user', t);
  EXECUTE (format('ALTER TABLE %s DROP COLUMN %I CASCADE', t, 'v') || ';');
  EXECUTE 'DROP VIEW ' || 'v';
  EXECUTE format('DROP TYPE IF EXISTS %1$I', 'mood');
  EXECUTE format('CREATE TRIGGER changed BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()', t);
  SELECT count(*) INTO made FROM a;
END $$;
DROP INDEX area.area_b_size;
ALTER TABLE area.b DROP COLUMN extra;
CREATE INDEX a_v ON a (id);
CREATE VIEW v AS SELECT 1 AS one;
CREATE TYPE mood AS ENUM ('glad');
ALTER TABLE a ADD COLUMN v text;
DROP TRIGGER changed ON a;
DO $$
BEGIN
  EXECUTE 'CREATE TABLE ' || 'm' || 'ade (id int)';
END $$;
SELECT id FROM made;
DO $$
BEGIN
  EXECUTE 'ALTER TABLE made ADD CONSTRAINT ' || 'made_key' || ' UNIQUE (id)';
END $$;
ALTER INDEX made_key RENAME TO made_id_key;
CREATE TABLE indexed (id int);
CREATE INDEX by_id ON indexed (id);
DO $$
BEGIN
  EXECUTE 'DROP INDEX IF EXISTS ' || 'by_id';
END $$;
CREATE INDEX by_id ON indexed (id);
