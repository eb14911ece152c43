-- Names that the server makes up for what is not known here may be there.
CREATE FUNCTION yes() RETURNS boolean LANGUAGE sql AS $$ SELECT true $$;
DO $$ BEGIN
  IF yes() THEN
    CREATE TABLE users (id serial PRIMARY KEY, email text UNIQUE, age int CHECK (age > 0), boss int REFERENCES users);
    CREATE INDEX ON users (age);
  END IF;
END $$;
ALTER INDEX users_email_key RENAME TO users_email_key_old;
ALTER INDEX users_age_idx RENAME TO by_age;
ALTER SEQUENCE users_id_seq INCREMENT BY 2;
SELECT nextval('users_id_seq');
COMMENT ON INDEX users_pkey IS 'x';
ALTER TABLE users DROP CONSTRAINT users_age_check;
ALTER TABLE users DROP CONSTRAINT users_boss_fkey;
ALTER TABLE users DROP CONSTRAINT users_email_key_old;
-- A name that is cut.
DO $$ BEGIN
  IF yes() THEN
    CREATE TABLE a_table_with_quite_a_long_name_that_is_known (and_a_column_with_a_name_as_long serial UNIQUE);
  END IF;
END $$;
ALTER INDEX a_table_with_quite_a_long_nam_and_a_column_with_a_name_as_l_key RENAME TO short;
-- A table that may have got more.
CREATE TABLE items (id int, name text);
DO $$ BEGIN
  EXECUTE 'ALTER TABLE items ADD UNIQUE (' || 'name' || ')';
  EXECUTE 'ALTER TABLE items ADD CHECK (' || 'id > 0' || ')';
END $$;
COMMENT ON CONSTRAINT items_name_key ON items IS 'x';
ALTER TABLE items RENAME CONSTRAINT items_id_check TO positive;
ALTER TABLE items DROP CONSTRAINT items_name_key;
-- An index without a name that may have been made.
DO $$ BEGIN
  IF yes() THEN CREATE INDEX ON items (name); END IF;
END $$;
DROP INDEX items_name_idx;
-- What is like something that is not known.
DO $$ BEGIN
  IF yes() THEN CREATE TABLE source (id int PRIMARY KEY, code text UNIQUE CHECK (code <> '')); END IF;
END $$;
CREATE TABLE target (LIKE source INCLUDING ALL);
ALTER INDEX target_code_key RENAME TO target_code;
ALTER TABLE target DROP CONSTRAINT target_code;
ALTER TABLE target DROP CONSTRAINT source_code_check;
ALTER TABLE target RENAME CONSTRAINT target_pkey TO target_key;
CREATE TABLE child () INHERITS (source);
