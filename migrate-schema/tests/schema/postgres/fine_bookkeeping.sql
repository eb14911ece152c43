-- The table of what is applied is there before the first script runs.
CREATE FUNCTION forbid() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'no'; END $$;
CREATE TRIGGER forbid BEFORE INSERT OR TRUNCATE ON __diesel_schema_migrations EXECUTE FUNCTION forbid();
CREATE TRIGGER forbid_too BEFORE DELETE ON public.__diesel_schema_migrations FOR EACH ROW EXECUTE FUNCTION forbid();
DELETE FROM __diesel_schema_migrations WHERE version = '1';
ALTER TABLE __diesel_schema_migrations ADD COLUMN by_whom TEXT;
COMMENT ON TABLE __diesel_schema_migrations IS 'what is applied';
DROP TRIGGER forbid ON __diesel_schema_migrations;
