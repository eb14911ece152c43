CREATE TABLE a (id int PRIMARY KEY, t text, j jsonb, n int, x xml);
CREATE TABLE log (n int, note text);
-- Constructors and predicates of SQL/JSON.
SELECT JSON_ARRAY(1, 'a' NULL ON NULL RETURNING jsonb), JSON_OBJECT('a': id, 'b' VALUE t ABSENT ON NULL WITH UNIQUE KEYS) FROM a;
SELECT JSON_ARRAY(SELECT n FROM a ORDER BY n), JSON_ARRAYAGG(t ORDER BY id ABSENT ON NULL RETURNING text) FROM a;
SELECT JSON_OBJECTAGG(t VALUE n WITH UNIQUE KEYS) FILTER (WHERE n > 0) FROM a;
SELECT t IS JSON, t IS NOT JSON OBJECT, t IS JSON ARRAY WITH UNIQUE KEYS, t IS JSON SCALAR FROM a;
ALTER TABLE a ADD CONSTRAINT is_object CHECK (t IS JSON OBJECT WITHOUT UNIQUE KEYS);
CREATE INDEX a_json ON a (id) WHERE t IS JSON;
CREATE VIEW v AS SELECT JSON_OBJECT('a' VALUE n RETURNING json) AS o, JSON_ARRAY(n, t) AS arr FROM a;
SELECT v.o, v.arr FROM v;
-- A subquery in FROM needs no alias any more.
SELECT n FROM (SELECT n FROM a);
SELECT count(*) FROM (SELECT 1), (VALUES (2));
INSERT INTO log (n) SELECT n FROM (SELECT id AS n FROM a);
-- Numbers.
SELECT 0x1F, 0o17, 0b101, 1_000_000, 1_000.000_1, 0xFFFF_FFFF;
CREATE TABLE numbers (a int DEFAULT 0x10, b bigint DEFAULT 1_000 CHECK (b < 1_000_000));
-- Functions.
SELECT array_sample(ARRAY[1, 2], 1), array_shuffle(ARRAY[1, 2]), any_value(n), random_normal(), random_normal(0, 1), erf(0.1), erfc(0.1) FROM a;
SELECT date_add(now(), '1 day'), date_subtract(now(), '1 day'::interval, 'UTC'), pg_input_is_valid('a', 'int');
SELECT message FROM pg_input_error_info('a', 'int');
SELECT system_user, SYSTEM_USER;
SELECT xmlserialize(DOCUMENT x AS text INDENT), xmlserialize(CONTENT x AS text NO INDENT) FROM a;
SELECT generate_series(now(), now(), '1 day', 'UTC');
-- COPY.
COPY a (id, t) TO STDOUT WITH (FORMAT csv, HEADER);
-- STORAGE at CREATE TABLE, and its default.
CREATE TABLE stored (a text STORAGE EXTERNAL, b text STORAGE PLAIN COMPRESSION pglz NOT NULL, c text STORAGE DEFAULT);
ALTER TABLE stored ALTER COLUMN a SET STORAGE DEFAULT;
-- Roles.
CREATE ROLE golden_a;
CREATE ROLE golden_b;
GRANT golden_a TO golden_b WITH INHERIT TRUE, SET FALSE;
GRANT golden_a TO golden_b WITH ADMIN OPTION;
REVOKE INHERIT OPTION FOR golden_a FROM golden_b;
DROP ROLE golden_a, golden_b;
-- Maintenance.
REINDEX TABLE a;
ANALYZE a;
-- Extensions and collations.
CREATE COLLATION german (PROVIDER = icu, LOCALE = 'de', RULES = '&a < g');
CREATE COLLATION c_copy FROM "C";
-- Truncate triggers of partitions, unlogged sequences.
CREATE UNLOGGED SEQUENCE quick;
ALTER SEQUENCE quick SET LOGGED;
CREATE PUBLICATION all_tables FOR ALL TABLES WITH (publish_via_partition_root);
DROP PUBLICATION all_tables;
