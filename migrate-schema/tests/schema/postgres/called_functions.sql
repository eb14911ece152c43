-- What is done by a function that a script calls is known where its text is.
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;
CREATE FUNCTION watch(which regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('DROP TRIGGER IF EXISTS touched ON %s CASCADE', which);
  EXECUTE format('CREATE TRIGGER touched BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION touch()', which);
END $$;
CREATE FUNCTION ensure_role(wanted text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF wanted = 'x' THEN EXECUTE format('CREATE ROLE %I', wanted); END IF;
END $$;
CREATE FUNCTION must_be_empty() RETURNS void LANGUAGE plpgsql AS $$
DECLARE n int;
BEGIN
  SELECT count(*) INTO n FROM a;
  IF n > 0 THEN RAISE EXCEPTION 'not empty'; END IF;
END $$;
CREATE FUNCTION grow() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  ALTER TABLE b ADD COLUMN more int;
  CREATE TABLE c (i int);
END $$;
CREATE FUNCTION grow_all() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM grow(); RETURN 1; END $$;
CREATE FUNCTION anything(do_it text) RETURNS int LANGUAGE plpgsql AS $$ BEGIN EXECUTE do_it; RETURN 1; END $$;
CREATE TABLE a (i int);
CREATE TABLE b (i int);
SELECT watch('a');
SELECT ensure_role('y');
SELECT must_be_empty();
DROP TABLE missing_1;
DROP TRIGGER touched ON a;
SELECT grow_all();
SELECT more FROM b;
SELECT i FROM c;
SELECT missing_2 FROM a;
DROP TABLE missing_3;
SELECT anything('CREATE TABLE missing_4 ()');
DROP TABLE missing_4;
