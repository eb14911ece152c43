-- Constraints of tables and indexes. Those that partitions have are made first: PostgreSQL attaches
-- them, under their names, to what is made on the partitioned table.
SELECT 'pg_catalog.pg_constraint'::regclass::oid::bigint, k.oid::bigint,
  CASE k.contype WHEN 'c' THEN 6 WHEN 'f' THEN 11 ELSE 6 END, c.q || ' ' || k.conname,
  pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %I %s', c.q, k.conname, pg_catalog.pg_get_constraintdef(k.oid))
FROM pg_catalog.pg_constraint k JOIN relation c ON c.oid = k.conrelid
WHERE k.contype IN ('p', 'u', 'x') OR k.contype = 'c' AND k.conislocal AND NOT c.relispartition
  OR k.contype = 'c' AND c.relispartition AND k.coninhcount = 0 OR k.contype = 'f' AND k.conparentid = 0
UNION ALL
SELECT 'pg_catalog.pg_class'::regclass::oid::bigint, c.oid::bigint, 7, c.q,
  CASE c.relkind WHEN 'I' THEN pg_catalog.regexp_replace(pg_catalog.pg_get_indexdef(c.oid), ' ON ONLY ', ' ON ')
    ELSE pg_catalog.pg_get_indexdef(c.oid) END
FROM pg_catalog.pg_index i JOIN relation c ON c.oid = i.indexrelid JOIN relation t ON t.oid = i.indrelid
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
  WHERE k.conindid = c.oid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 'pg_catalog.pg_statistic_ext'::regclass::oid::bigint, s.oid::bigint, 12, s.stxname::text,
  pg_catalog.pg_get_statisticsobjdef(s.oid)
FROM pg_catalog.pg_statistic_ext s JOIN relation c ON c.oid = s.stxrelid
