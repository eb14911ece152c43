-- Judged by the release notes and reference pages of version 19 alone.
CREATE TABLE person (id int PRIMARY KEY, name text, born date, j jsonb, n int);
CREATE TABLE knows (a int REFERENCES person, b int REFERENCES person, since date, PRIMARY KEY (a, b));
-- Property graphs.
CREATE PROPERTY GRAPH friends
  VERTEX TABLES (person LABEL human PROPERTIES (id, name AS called) DEFAULT LABEL)
  EDGE TABLES (knows KEY (a, b) SOURCE KEY (a) REFERENCES person (id) DESTINATION KEY (b) REFERENCES person (id) NO PROPERTIES);
CREATE TEMPORARY PROPERTY GRAPH short VERTEX TABLES (person);
CREATE PROPERTY GRAPH public."Größe";
SELECT called, other FROM GRAPH_TABLE (friends MATCH (p IS human WHERE p.id = 1)-[k IS knows]->(q) COLUMNS (p.called, q.name AS other)) AS g;
SELECT count(*) FROM GRAPH_TABLE (friends MATCH (a)<-[]-(b) COLUMNS (a.id)) WHERE id > 1;
CREATE VIEW friendships AS SELECT called FROM GRAPH_TABLE (friends MATCH (p IS human)-(q) COLUMNS (p.called));
ALTER PROPERTY GRAPH friends ADD VERTEX TABLES (person AS again LABEL other);
ALTER PROPERTY GRAPH friends ADD EDGE TABLES (knows AS more SOURCE person DESTINATION person);
ALTER PROPERTY GRAPH friends DROP EDGE TABLES (more) CASCADE;
ALTER PROPERTY GRAPH friends ALTER VERTEX TABLE again ADD LABEL l PROPERTIES ALL COLUMNS;
ALTER PROPERTY GRAPH friends ALTER VERTEX TABLE again ALTER LABEL l ADD PROPERTIES (name);
ALTER PROPERTY GRAPH short OWNER TO CURRENT_USER;
ALTER PROPERTY GRAPH friends RENAME TO friendship;
ALTER PROPERTY GRAPH IF EXISTS friendship SET SCHEMA public;
COMMENT ON PROPERTY GRAPH friendship IS 'who knows whom';
GRANT SELECT ON PROPERTY GRAPH friendship TO public;
GRANT SELECT ON friendship TO public;
SECURITY LABEL ON PROPERTY GRAPH friendship IS NULL;
DROP PROPERTY GRAPH friendship CASCADE;
DROP PROPERTY GRAPH IF EXISTS nosuch, short RESTRICT;
-- Changes of a part of a period.
CREATE TABLE room (id int, during daterange, name text);
UPDATE room FOR PORTION OF during FROM '2026-01-01' TO '2026-02-01' SET name = 'x' WHERE id = 1;
UPDATE room FOR PORTION OF during ('[2026-01-01,2026-02-01)'::daterange) AS r SET name = 'x' RETURNING r.id;
DELETE FROM room FOR PORTION OF during FROM NULL TO current_date WHERE id = 1;
DELETE FROM ONLY room FOR PORTION OF during FROM '2026-01-01' TO UNBOUNDED AS r;
-- Queries.
SELECT name, count(*) FROM person GROUP BY ALL;
SELECT name, sum(n) FROM person GROUP BY ALL HAVING sum(n) > 1 ORDER BY name;
SELECT lag(n) IGNORE NULLS OVER (ORDER BY id), first_value(n) RESPECT NULLS OVER w, nth_value(n, 2) IGNORE NULLS OVER (w) FROM person WINDOW w AS (ORDER BY id);
INSERT INTO person (id, name) VALUES (1, 'a') ON CONFLICT (id) DO SELECT RETURNING *;
INSERT INTO person AS p (id, name) VALUES (1, 'a') ON CONFLICT (id) DO SELECT FOR UPDATE WHERE p.n > 1 RETURNING p.id;
INSERT INTO person (id) VALUES (1) ON CONFLICT ON CONSTRAINT person_pkey DO SELECT FOR SHARE RETURNING id;
WITH found AS (INSERT INTO person (id) VALUES (1) ON CONFLICT (id) DO SELECT RETURNING id) SELECT id FROM found;
-- Statements.
REPACK person;
REPACK (VERBOSE) person USING INDEX person_pkey;
REPACK person USING INDEX;
CHECKPOINT (MODE FAST, FLUSH_UNLOGGED TRUE);
CREATE TABLE t (id bigint, a int) PARTITION BY RANGE (a);
CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (10);
CREATE TABLE t2 PARTITION OF t FOR VALUES FROM (10) TO (20);
ALTER TABLE t MERGE PARTITIONS (t1, t2) INTO t12;
GRANT SELECT ON person TO public GRANTED BY CURRENT_USER;
REVOKE SELECT ON person FROM public GRANTED BY CURRENT_ROLE CASCADE;
CREATE SCHEMA s
  CREATE TABLE t (a int)
  CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'
  CREATE TYPE mood AS ENUM ('a', 'b')
  CREATE DOMAIN d AS int
  CREATE COLLATION c FROM "C"
  CREATE AGGREGATE agg (int) (sfunc = int4pl, stype = int)
  CREATE VIEW v AS SELECT a FROM t;
SELECT a FROM s.v;
SELECT s.f();
CREATE TABLE uses (m s.mood, d s.d, t text COLLATE s.c);
DROP FUNCTION s.f();
-- Constraints.
ALTER TABLE person ADD CONSTRAINT positive CHECK (n > 0);
ALTER TABLE person ALTER CONSTRAINT positive NOT ENFORCED;
ALTER TABLE person ALTER CONSTRAINT positive ENFORCED;
CREATE TABLE g (a int, b int GENERATED ALWAYS AS (a + 1) VIRTUAL CHECK (b > 1));
ALTER TABLE g ALTER COLUMN b SET EXPRESSION AS (a + 2);
CREATE STATISTICS st ON a, b FROM g;
-- Logical replication.
CREATE PUBLICATION seqs FOR ALL SEQUENCES;
CREATE PUBLICATION most FOR ALL TABLES EXCEPT (TABLE person, knows), ALL SEQUENCES;
CREATE PUBLICATION most_of FOR ALL TABLES EXCEPT (TABLE ONLY person) WITH (publish = 'insert');
ALTER PUBLICATION most SET ALL TABLES EXCEPT (TABLE person);
ALTER PUBLICATION most SET ALL TABLES, ALL SEQUENCES;
DROP PUBLICATION seqs, most, most_of;
CREATE SUBSCRIPTION sub CONNECTION 'dbname=x' PUBLICATION p WITH (connect = false, retain_dead_tuples = true, max_retention_duration = 10, wal_receiver_timeout = '10s');
ALTER SUBSCRIPTION sub REFRESH SEQUENCES;
ALTER SUBSCRIPTION sub SET (max_retention_duration = 20);
CREATE FUNCTION conninfo(oid, oid, internal) RETURNS text LANGUAGE c AS 'x';
CREATE FOREIGN DATA WRAPPER w CONNECTION conninfo;
ALTER FOREIGN DATA WRAPPER w NO CONNECTION;
CREATE SERVER srv FOREIGN DATA WRAPPER w;
CREATE SUBSCRIPTION by_server SERVER srv PUBLICATION p WITH (connect = false);
ALTER SUBSCRIPTION by_server SERVER srv;
-- Types and functions.
CREATE TABLE oids (a oid8, b oid8[], c regdatabase);
SELECT 1::oid8, 'postgres'::regdatabase, oid8(1), to_regdatabase('x');
SELECT uuid_send(gen_random_uuid())::uuid, gen_random_uuid()::bytea;
SELECT random('2026-01-01'::date, '2026-02-01'::date), random(now(), now()), encode('a', 'base64url'), decode('x', 'base32hex');
SELECT error_on_null(1), tid_block(ctid), tid_offset(ctid) FROM person;
SELECT range_minus_multi(during, during) FROM room;
SELECT * FROM multirange_minus_multi('{[1,2)}'::int4multirange, '{[1,2)}'::int4multirange);
SELECT pg_get_role_ddl('x'), pg_get_tablespace_ddl('x'), pg_get_database_ddl('x'), pg_get_multixact_stats(), pg_get_sequence_data('s.x'), pg_restore_extended_stats('a', 'b'), pg_clear_extended_stats('a', 'b');
SELECT jsonb_path_query(j, '$.a.upper()') FROM person;
CREATE DOMAIN json_text AS text CHECK (VALUE IS JSON);
SELECT to_tsvector('polish', name), to_tsvector('esperanto', name) FROM person;
SET search_path TO NULL;
SELECT 1;
RESET search_path;
-- COPY.
COPY person TO STDOUT WITH (FORMAT json, FORCE_ARRAY true);
COPY (SELECT 1) TO STDOUT (FORMAT JSON);
COPY person FROM '/tmp/x' WITH (FORMAT csv, HEADER 2, ON_ERROR set_null);
COPY t TO STDOUT;
EXPLAIN (ANALYZE, IO) SELECT 1;
