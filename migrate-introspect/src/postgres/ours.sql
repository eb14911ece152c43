WITH ours AS (
  SELECT n.oid, n.nspname FROM pg_catalog.pg_namespace n
  WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_namespace'::regclass
      AND d.objid = n.oid AND d.deptype = 'e')
), member AS (
  SELECT d.classid, d.objid FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'
), relation AS (
  SELECT c.*, pg_catalog.format('%I.%I', n.nspname, c.relname) AS q
  FROM pg_catalog.pg_class c JOIN ours n ON n.oid = c.relnamespace
  WHERE c.relpersistence <> 't'
    AND c.relname NOT IN (:left_out)
    AND NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_catalog.pg_class'::regclass AND m.objid = c.oid)
), routine AS (
  SELECT p.*, pg_catalog.format('%I.%I', n.nspname, p.proname) AS q
  FROM pg_catalog.pg_proc p JOIN ours n ON n.oid = p.pronamespace
  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_proc'::regclass
    AND d.objid = p.oid AND d.deptype IN ('e', 'i'))
), type AS (
  SELECT t.*, pg_catalog.format('%I.%I', n.nspname, t.typname) AS q
  FROM pg_catalog.pg_type t JOIN ours n ON n.oid = t.typnamespace
  WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_catalog.pg_type'::regclass AND m.objid = t.oid)
), collations AS (
  SELECT l.oid, CASE WHEN n.nspname = 'pg_catalog' THEN pg_catalog.quote_ident(l.collname)
    ELSE pg_catalog.format('%I.%I', n.nspname, l.collname) END AS q
  FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace
), late AS (
  -- Defaults that call functions of ours: those are created after the tables.
  SELECT DISTINCT d.objid AS oid FROM pg_catalog.pg_depend d JOIN routine p ON p.oid = d.refobjid
  WHERE d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.refclassid = 'pg_catalog.pg_proc'::regclass
), sequence AS (
  SELECT s.seqrelid AS oid, pg_catalog.concat(
    CASE WHEN s.seqstart <> CASE WHEN s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END
      THEN ' START WITH ' || s.seqstart END,
    CASE WHEN s.seqincrement <> 1 THEN ' INCREMENT BY ' || s.seqincrement END,
    CASE WHEN s.seqmin <> CASE WHEN s.seqincrement > 0 THEN 1 ELSE b.low END THEN ' MINVALUE ' || s.seqmin END,
    CASE WHEN s.seqmax <> CASE WHEN s.seqincrement > 0 THEN b.high ELSE -1 END THEN ' MAXVALUE ' || s.seqmax END,
    CASE WHEN s.seqcache <> 1 THEN ' CACHE ' || s.seqcache END,
    CASE WHEN s.seqcycle THEN ' CYCLE' END) AS options,
    s.seqtypid
  FROM pg_catalog.pg_sequence s CROSS JOIN LATERAL (SELECT
    CASE s.seqtypid WHEN 'pg_catalog.int2'::regtype THEN -32768 WHEN 'pg_catalog.int4'::regtype THEN -2147483648
      ELSE -9223372036854775808 END::bigint AS low,
    CASE s.seqtypid WHEN 'pg_catalog.int2'::regtype THEN 32767 WHEN 'pg_catalog.int4'::regtype THEN 2147483647
      ELSE 9223372036854775807 END::bigint AS high) b
)
