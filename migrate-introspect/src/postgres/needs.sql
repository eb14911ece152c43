-- What each object needs; in place of what belongs to an object, the object.
WITH same(catalog, object, of_catalog, of_object) AS (
  SELECT 'pg_catalog.pg_rewrite'::regclass::oid, r.oid, 'pg_catalog.pg_class'::regclass::oid, r.ev_class
  FROM pg_catalog.pg_rewrite r WHERE r.rulename = '_RETURN'
  UNION ALL
  -- Defaults stand in their tables, but for those that call functions.
  SELECT 'pg_catalog.pg_attrdef'::regclass::oid, a.oid, 'pg_catalog.pg_class'::regclass::oid, a.adrelid
  FROM pg_catalog.pg_attrdef a
  JOIN pg_catalog.pg_attribute b ON b.attrelid = a.adrelid AND b.attnum = a.adnum
  WHERE b.attgenerated <> '' OR NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.objid = a.oid
      AND d.refclassid = 'pg_catalog.pg_proc'::regclass AND d.refobjid >= 16384)
  UNION ALL
  SELECT 'pg_catalog.pg_type'::regclass::oid, t.oid, 'pg_catalog.pg_class'::regclass::oid, c.oid
  FROM pg_catalog.pg_type t JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind <> 'c'
  UNION ALL
  SELECT 'pg_catalog.pg_class'::regclass::oid, c.oid, 'pg_catalog.pg_type'::regclass::oid, c.reltype
  FROM pg_catalog.pg_class c WHERE c.relkind = 'c'
  UNION ALL
  SELECT 'pg_catalog.pg_type'::regclass::oid, t.oid,
    CASE WHEN c.oid IS NULL THEN 'pg_catalog.pg_type'::regclass ELSE 'pg_catalog.pg_class'::regclass END::oid,
    COALESCE(c.oid, e.oid)
  FROM pg_catalog.pg_type t JOIN pg_catalog.pg_type e ON e.typarray = t.oid
  LEFT JOIN pg_catalog.pg_class c ON c.oid = e.typrelid AND c.relkind <> 'c'
  WHERE t.oid >= 16384
  UNION ALL
  -- PostgreSQL 13 has no multiranges, nor the column.
  SELECT 'pg_catalog.pg_type'::regclass::oid, m.id::oid, 'pg_catalog.pg_type'::regclass::oid, r.rngtypid
  FROM pg_catalog.pg_range r, LATERAL (SELECT pg_catalog.to_jsonb(r) ->> 'rngmultitypid' AS id) m
  WHERE m.id IS NOT NULL
  UNION ALL
  SELECT 'pg_catalog.pg_class'::regclass::oid, k.conindid, 'pg_catalog.pg_constraint'::regclass::oid, k.oid
  FROM pg_catalog.pg_constraint k WHERE k.contype IN ('p', 'u', 'x')
  UNION ALL
  -- A domain's constraints stand in it.
  SELECT 'pg_catalog.pg_constraint'::regclass::oid, k.oid, 'pg_catalog.pg_type'::regclass::oid, k.contypid
  FROM pg_catalog.pg_constraint k WHERE k.contypid <> 0
  UNION ALL
  SELECT d.classid, d.objid, d.refclassid, d.refobjid FROM pg_catalog.pg_depend d WHERE d.deptype = 'e'
)
SELECT DISTINCT COALESCE(a.of_catalog, d.classid)::bigint AS catalog, COALESCE(a.of_object, d.objid)::bigint AS object,
  COALESCE(b.of_catalog, d.refclassid)::bigint AS needed_catalog,
  COALESCE(b.of_object, d.refobjid)::bigint AS needed_object
FROM pg_catalog.pg_depend d
LEFT JOIN same a ON a.catalog = d.classid AND a.object = d.objid
LEFT JOIN same b ON b.catalog = d.refclassid AND b.object = d.refobjid
WHERE d.objid >= 16384
  -- A partition's index is made before that of the partitioned table.
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
    WHERE d.refobjid = i.inhparent AND c.relkind IN ('i', 'I')
      AND (d.objid = i.inhrelid OR EXISTS (SELECT FROM pg_catalog.pg_constraint k
        WHERE k.conindid = i.inhrelid AND k.oid = d.objid)))
  AND NOT (d.classid = 'pg_catalog.pg_constraint'::regclass AND d.refclassid = 'pg_catalog.pg_constraint'::regclass)
  -- `OWNED BY` of a sequence comes after its table.
  AND NOT (d.classid = 'pg_catalog.pg_class'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
    AND d.deptype = 'a' AND EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.oid = d.objid AND c.relkind = 'S'))
UNION ALL
SELECT COALESCE(b.of_catalog, 'pg_catalog.pg_class'::regclass)::bigint, COALESCE(b.of_object, i.inhparent)::bigint,
  COALESCE(a.of_catalog, 'pg_catalog.pg_class'::regclass)::bigint, COALESCE(a.of_object, i.inhrelid)::bigint
FROM pg_catalog.pg_inherits i
JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relkind IN ('i', 'I')
LEFT JOIN same a ON a.catalog = 'pg_catalog.pg_class'::regclass AND a.object = i.inhrelid
LEFT JOIN same b ON b.catalog = 'pg_catalog.pg_class'::regclass AND b.object = i.inhparent
UNION ALL
-- What is made on a partitioned table concerns every partition that is there.
SELECT 'pg_catalog.pg_constraint'::regclass::oid::bigint, k.oid::bigint,
  'pg_catalog.pg_class'::regclass::oid::bigint, p.relid::oid::bigint
FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid AND c.relkind = 'p'
CROSS JOIN LATERAL pg_catalog.pg_partition_tree(c.oid) p
WHERE k.contype IN ('p', 'u', 'x', 'f')
