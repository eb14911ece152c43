CREATE TYPE mood AS ENUM ('sad', 'it''s ok', '');
ALTER TYPE mood ADD VALUE 'great' AFTER 'sad';
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'sad';
ALTER TYPE mood ADD VALUE 'worst' BEFORE 'sad';
ALTER TYPE mood RENAME VALUE 'worst' TO 'abysmal';
ALTER TYPE mood RENAME TO moods;
ALTER TYPE "moods" OWNER TO CURRENT_USER;
CREATE TYPE nothing AS ENUM ();
CREATE TYPE pair AS (a int, "B" text COLLATE "C", m moods[]);
ALTER TYPE pair ADD ATTRIBUTE c double precision CASCADE;
ALTER TYPE pair RENAME ATTRIBUTE a TO z;
ALTER TYPE pair ALTER ATTRIBUTE z SET DATA TYPE bigint;
ALTER TYPE pair DROP ATTRIBUTE c, ADD ATTRIBUTE d int;
ALTER TYPE pair DROP ATTRIBUTE IF EXISTS e;
COMMENT ON COLUMN pair.z IS 'a column of a type';
CREATE TYPE empty AS ();
CREATE TYPE span AS RANGE (subtype = timestamp);
CREATE TYPE floats AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE shell;
CREATE DOMAIN email AS varchar(80) CONSTRAINT has_at CHECK (VALUE ~ '@') CHECK (length(VALUE) > 3) NOT NULL DEFAULT 'a@b.c';
ALTER DOMAIN email DROP CONSTRAINT email_check;
ALTER DOMAIN email ADD CONSTRAINT is_long CHECK (length(VALUE) > 4) NOT VALID;
ALTER DOMAIN email VALIDATE CONSTRAINT is_long;
ALTER DOMAIN email RENAME CONSTRAINT is_long TO is_longer;
ALTER DOMAIN email DROP CONSTRAINT IF EXISTS nope;
ALTER DOMAIN email DROP NOT NULL;
ALTER DOMAIN email SET DEFAULT 'x@y.z';
ALTER DOMAIN email DROP DEFAULT;
CREATE DOMAIN work_email email;
COMMENT ON TYPE int4 IS NULL;
COMMENT ON DOMAIN work_email IS 'at work';
DROP TYPE work_email;
DROP DOMAIN email;
CREATE SEQUENCE moods_seq AS smallint INCREMENT BY -2 MINVALUE -100 NO MAXVALUE START WITH -1 CACHE 1 NO CYCLE OWNED BY NONE;
CREATE TYPE moods_seq AS ENUM ('a type may be called as a sequence is');
ALTER SEQUENCE moods_seq RESTART;
ALTER SEQUENCE IF EXISTS nope RESTART WITH 5;
DROP SEQUENCE moods_seq;
DROP TYPE IF EXISTS nope, moods_seq CASCADE;
DROP TYPE moods CASCADE;
DROP TYPE pair;
CREATE SCHEMA s AUTHORIZATION CURRENT_USER CREATE SEQUENCE a CREATE VIEW v AS SELECT 1 AS x;
CREATE SCHEMA IF NOT EXISTS s;
DROP SEQUENCE s.a;
ALTER SCHEMA s RENAME TO t;
DROP VIEW t.v;
DROP SCHEMA t;
SET search_path TO public, "$user", pg_catalog;
CREATE TYPE there AS ENUM ('a');
SET search_path = nowhere;
DROP TYPE public.there;
RESET search_path;
DO $$ BEGIN
  CREATE TYPE level AS ENUM ('low', 'high');
EXCEPTION WHEN duplicate_object THEN null;
END $$;
DO $$ BEGIN
  CREATE TYPE level AS ENUM ('low', 'high');
EXCEPTION WHEN duplicate_object THEN null;
END $$;
DO $body$
DECLARE found int;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
                 WHERE t.typname = 'level' AND n.nspname = 'public') THEN
    CREATE TYPE level AS ENUM ('low', 'high');
  END IF;
  SELECT count(*) INTO found FROM pg_type WHERE typname = 'other';
  IF found = 0 THEN
    EXECUTE 'CREATE TYPE other AS ENUM (''a'')';
  END IF;
END
$body$;
DROP TYPE other;
DROP TYPE level;
