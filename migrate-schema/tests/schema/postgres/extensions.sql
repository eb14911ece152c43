-- What an extension that comes with the server does not bring is still missing.
CREATE EXTENSION pg_trgm;
CREATE EXTENSION "uuid-ossp";
CREATE EXTENSION btree_gist WITH SCHEMA public;
CREATE TABLE a (id uuid DEFAULT uuid_generate_v4(), name text, mood missing_1);
CREATE FUNCTION f(a text, b text) RETURNS void LANGUAGE sql AS $$ SELECT 1 $$;
DROP FUNCTION f(text);
DROP FUNCTION missing_2;
DROP TYPE missing_3;
SELECT similarity(name, 'x'), uuid_nil(), missing_4(name) FROM a;
COMMENT ON TYPE missing_5 IS 'x';
CREATE TRIGGER t BEFORE UPDATE ON a FOR EACH ROW EXECUTE FUNCTION missing_6();
-- Of this one not all is known.
CREATE EXTENSION postgis;
DROP TABLE missing_7;
SELECT st_x(place), srid FROM (SELECT name AS place FROM a) AS x, spatial_ref_sys;
DROP TYPE known_to_nobody;
CREATE EXTENSION nobody_knows_it;
DROP TABLE known_to_nobody;
SELECT * FROM its_schema.its_table;
