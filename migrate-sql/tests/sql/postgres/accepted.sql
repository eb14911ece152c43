-- What a strict reader might refuse and the server does not.
CREATE TABLE IF NOT EXISTS "select" (id bigint GENERATED ALWAYS AS IDENTITY, data jsonb, tags text[] DEFAULT '{}', value int, name text, type text, "user" text);
DROP INDEX CONCURRENTLY IF EXISTS a, b CASCADE;
REINDEX TABLE CONCURRENTLY t;
SELECT EXISTS (SELECT FROM t);
SELECT * FROM ONLY (t) AS x, LATERAL unnest(x.tags) WITH ORDINALITY AS u (tag, n);
SELECT 2*-3, -1 @> -2, a.is, b AS order, ARRAY[[1,2],[3,4]], 'a'::text COLLATE "C" FROM a, b;
INSERT INTO t (a) VALUES (DEFAULT) ON CONFLICT (a) WHERE a > 0 DO UPDATE SET a = EXCLUDED.a RETURNING *;
MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT VALUES (s.id);
GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC, CURRENT_USER;
CREATE TRIGGER t BEFORE UPDATE OF a ON b FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION f();
CREATE TYPE mood AS ENUM ('sad', 'ok'); ALTER TYPE mood ADD VALUE IF NOT EXISTS 'happy' AFTER 'ok';
CREATE UNIQUE INDEX i ON t USING btree (lower(a) text_pattern_ops DESC NULLS LAST) INCLUDE (b) NULLS NOT DISTINCT WHERE c;
COMMENT ON COLUMN t.a IS 'it''s';
CREATE TYPE nothing AS ();
CREATE TYPE coin AS (denom text COLLATE "C", amounts numeric(10, 2)[], at timestamp with time zone);
SELECT d FROM current_date AS d JOIN localtimestamp(3) AS t ON d < t, current_user AS u;
CREATE USER MAPPING IF NOT EXISTS FOR current_user SERVER s1;
