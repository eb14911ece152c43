CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INT, j BLOB, n INT NOT NULL DEFAULT 0) STRICT;
CREATE TABLE l (id INT PRIMARY KEY, v ANY, d REAL AS (v + 0) STORED, e ANY AS (upper(v))) WITHOUT ROWID, STRICT;
-- 3.44, 3.45: aggregates in order, jsonb
SELECT group_concat(a, ',' ORDER BY b DESC), string_agg(a, '-' ORDER BY id) FROM t;
SELECT concat('a', 1), concat_ws('-', 'a', 'b'), unhex('41'), octet_length(a), format('%d', b), iif(b, 1, 2), iif(b, 1), if(b, 1, 2), if(b, 1, n, 2, 3) FROM t;
SELECT jsonb('{"a":1}') ->> 'a', jsonb_set(j, '$.a', 1), json_valid(j, 6), jsonb_extract(j, '$[#-1]'), j -> '$.a' -> 0, jsonb_each.value FROM t, jsonb_each(j);
SELECT key, value FROM json_each('[1,2]');
SELECT json_group_array(a), jsonb_group_object(a, b), json_pretty(j), json_error_position(j), json_array_insert('[1]', '$[0]', 2) FROM t;
SELECT timediff('now', 'now'), strftime('%e %f %k %I %l %p %P %R %T %u %G %g %V %U', 'now'), unixepoch('now', 'subsec'), date('now', 'ceiling'), date('now', 'floor');
SELECT median(b), percentile(b, 50), percentile_cont(b, 0.5), percentile_disc(b, 0.5) FROM t;
SELECT unistr('\u0041'), unistr_quote('a');
SELECT 1_000_000, 0x1_F, 1_0.5e1_0;
SELECT b IS NOT DISTINCT FROM n, b IS DISTINCT FROM n FROM t;
SELECT * FROM t RIGHT JOIN l ON t.id = l.id;
SELECT * FROM t FULL OUTER JOIN l AS m USING (id);
WITH x AS MATERIALIZED (SELECT 1 AS a), y AS NOT MATERIALIZED (SELECT 2 AS b) SELECT * FROM x, y;
SELECT sum(b) OVER w, row_number() OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM t WINDOW w AS (PARTITION BY a ORDER BY id);
SELECT sum(b) FILTER (WHERE b > 0) FROM t;
INSERT INTO t (a, b) VALUES ('x', 1) ON CONFLICT DO NOTHING RETURNING id, a AS aa, *;
INSERT INTO t (id, a) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET a = excluded.a, (b, n) = (1, 2) WHERE excluded.id > 0 ON CONFLICT DO NOTHING;
UPDATE t SET a = l.v FROM l WHERE l.id = t.id RETURNING *;
UPDATE OR IGNORE t AS u SET b = 1 WHERE u.id = 1;
DELETE FROM t WHERE id IN (SELECT id FROM l) RETURNING rowid;
CREATE INDEX ti ON t (a COLLATE NOCASE DESC, (b + 1)) WHERE b IS NOT NULL;
CREATE VIRTUAL TABLE f USING fts5 (a, b UNINDEXED, content = 't', content_rowid = 'id', tokenize = 'trigram', contentless_delete = 0, locale = 1, contentless_unindexed = 0);
INSERT INTO f (f) VALUES ('rebuild');
INSERT INTO f (f, rank) VALUES ('merge', 500);
SELECT a, rank, highlight(f, 0, '<', '>'), bm25(f) FROM f WHERE f MATCH 'x' ORDER BY rank;
SELECT * FROM f ('x');
SELECT count(*) FROM f_data, f_idx, f_docsize, f_config;
CREATE VIRTUAL TABLE r USING rtree (id, x0, x1, +note);
SELECT id, note FROM r, r_node, r_rowid, r_parent;
CREATE VIRTUAL TABLE g USING geopoly (name);
CREATE VIRTUAL TABLE v USING fts5vocab (f, 'row');
CREATE VIRTUAL TABLE sd USING some_module (a, b);
SELECT * FROM sd, sd_shadow;
SELECT * FROM pragma_table_info('t'), pragma_index_list('t'), sqlite_master, sqlite_schema, dbstat, sqlite_dbpage, generate_series(1, 3), bytecode('SELECT 1'), tables_used('SELECT 1'), pragma_function_list, carray(1, 2);
CREATE TEMP TABLE t (x);
INSERT INTO t (x) VALUES (1);
INSERT INTO main.t (a) VALUES ('y');
DROP TABLE temp.t;
CREATE TEMP TABLE scratch AS SELECT * FROM t;
SAVEPOINT s; CREATE TABLE gone (a); ROLLBACK TO s; RELEASE s;
ANALYZE; PRAGMA optimize; PRAGMA optimize = 0x10002; REINDEX; EXPLAIN QUERY PLAN SELECT 1;
PRAGMA foreign_key_check(t); PRAGMA main.user_version = 7; PRAGMA analysis_limit = 400;
CREATE TRIGGER tr AFTER UPDATE OF a, b ON t FOR EACH ROW WHEN NEW.a IS NOT OLD.a BEGIN
  INSERT INTO l (id, v) VALUES (NEW.id, NEW.a) ON CONFLICT DO NOTHING;
  SELECT RAISE(ABORT, 'no ' || NEW.a) WHERE NEW.a = '';
END;
CREATE VIEW IF NOT EXISTS vw (p, q) AS SELECT a, b FROM t LIMIT 3 OFFSET 1;
CREATE TRIGGER vi INSTEAD OF INSERT ON vw BEGIN INSERT INTO t (a) VALUES (NEW.p); END;
INSERT INTO vw VALUES ('a', 1);
VALUES (1, 2), (3, 4);
SELECT a, "dqs string" FROM t;
ATTACH ':memory:' AS other; CREATE TABLE other.z (a); SELECT * FROM other.z; DETACH other;
ALTER TABLE t ALTER n SET NOT NULL ON CONFLICT IGNORE;
ALTER TABLE t ADD CONSTRAINT "ñ" CHECK (n >= 0) ON CONFLICT IGNORE;
VACUUM INTO 'file:copy-of-the-releases?mode=memory&reserve=8';
SELECT jsonb_array_insert('[1]', '$[0]', 2) FROM t;
CREATE TEMP TRIGGER watches AFTER INSERT ON main.l BEGIN
  UPDATE main.t SET n = n + 1 WHERE id IN (SELECT id FROM main.l);
  INSERT INTO main.l (id, v) SELECT NEW.id + 1, NEW.v WHERE NEW.id > 5;
END;
DROP TRIGGER temp.watches;
-- 3.45: FTS5 with tokens of its own data
CREATE VIRTUAL TABLE td USING fts5 (a, tokendata = 1, content = '', contentless_delete = 1);
-- 3.46: modifiers, and a value of many rows
SELECT datetime('2024-01-31', '+1 month', 'ceiling'), datetime('now', 'utc'), datetime('now', 'localtime', 'utc'), strftime('%G-W%V-%u', 'now');
CREATE VIEW many (a, b) AS VALUES (1, 2), (3, 4), (5, 6);
-- 3.47: RAISE with any expression, the end of an array
SELECT '[1,2]' ->> -1, '{"1":2}' -> '1';
CREATE TRIGGER bounded BEFORE INSERT ON l WHEN NEW.id > 9 BEGIN
  SELECT RAISE(FAIL, format('%d is too much for %s', NEW.id, coalesce(NEW.v, 'none')));
END;
CREATE VIRTUAL TABLE unindexed USING fts5 (a, b UNINDEXED, content = '', contentless_unindexed = 1, contentless_delete = 1);
SELECT percentile_cont(b, 0.5) FILTER (WHERE b > 0) FROM t;
SELECT fts5_locale('en_US', 'x'), fts5_get_locale(f, 0), fts5_insttoken('x') FROM f WHERE f MATCH 'x';
-- 3.51
SELECT key, typeof(value) FROM jsonb_tree('{"a":[1]}') UNION ALL SELECT key, typeof(value) FROM jsonb_each('[[1]]');
-- 3.54 refuses to add, drop or rename a column of the name of a row's number; older releases take it
CREATE TABLE numbered (a INT, oid INT);
ALTER TABLE numbered ADD COLUMN _rowid_ INT;
-- 3.45.1: JSON that is stored as a blob; 3.50: a label that is null
SELECT json_extract(CAST('{"a":1}' AS BLOB), '$.a'), json_group_object(NULL, b), jsonb_replace(j, '$.a', 2), jsonb_remove(j, '$.a'), jsonb_patch(j, j), jsonb_insert(j, '$.b', 1), jsonb_array(1, 2), jsonb_object('a', 1), jsonb_group_array(b), '{a:1}' ->> '$.a' FROM t;
-- 3.46
PRAGMA optimize(0x10000);
INSERT INTO l (id, v) SELECT * FROM (VALUES (6, 1_0), (7, 2_0), (8, 3_0));
-- 3.49, 3.50
SELECT iif(b > 1, 'a', b > 2, 'b', b > 3, 'c'), format('%#Q', a), likely(iif(b, 1)) FROM t;
-- 3.51, 3.53
PRAGMA wal_checkpoint(NOOP);
CREATE TABLE checked (a INT CONSTRAINT filled NOT NULL, b TEXT CONSTRAINT short CHECK (length(b) < 9));
ALTER TABLE checked DROP CONSTRAINT filled;
ALTER TABLE checked DROP CONSTRAINT short;
ALTER TABLE checked ADD CONSTRAINT short CHECK (length(b) < 5 AND a IS NOT NULL);
ALTER TABLE checked ALTER COLUMN b SET NOT NULL;
ALTER TABLE checked ALTER b DROP NOT NULL;
ALTER TABLE checked ALTER b DROP NOT NULL;
INSERT INTO checked (a, b) VALUES (1, 'x');
