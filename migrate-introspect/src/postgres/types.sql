-- Schemas, extensions, enums, domains, composites, ranges, collations, sequences.
SELECT 'pg_catalog.pg_namespace'::regclass::oid::bigint AS catalog, n.oid::bigint AS object, 0 AS rank,
  n.nspname::text AS name, pg_catalog.format('CREATE SCHEMA IF NOT EXISTS %I', n.nspname) AS sql
FROM ours n WHERE n.nspname <> 'public' AND (n.nspname <> :schema_of_record
  OR EXISTS (SELECT FROM relation c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f'))
  OR EXISTS (SELECT FROM routine r WHERE r.pronamespace = n.oid))
UNION ALL
SELECT 'pg_catalog.pg_extension'::regclass::oid::bigint, e.oid::bigint, 1, e.extname::text,
  pg_catalog.format('CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I', e.extname, n.nspname)
FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace
WHERE e.extname <> 'plpgsql'
UNION ALL
SELECT 'pg_catalog.pg_collation'::regclass::oid::bigint, l.oid::bigint, 2, l.collname::text,
  pg_catalog.format('CREATE COLLATION %I.%I (PROVIDER = %s, %s%s)', n.nspname, l.collname,
    CASE l.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
    CASE l.collprovider WHEN 'c' THEN pg_catalog.format('LC_COLLATE = %L, LC_CTYPE = %L', l.collcollate, l.collctype)
      ELSE pg_catalog.format('LOCALE = %L', COALESCE(pg_catalog.to_jsonb(l)->>'colliculocale',
        pg_catalog.to_jsonb(l)->>'colllocale', l.collcollate)) END,
    CASE WHEN l.collisdeterministic THEN '' ELSE ', DETERMINISTIC = false' END)
FROM pg_catalog.pg_collation l JOIN ours n ON n.oid = l.collnamespace
WHERE NOT EXISTS (SELECT FROM member m WHERE m.classid = 'pg_catalog.pg_collation'::regclass AND m.objid = l.oid)
UNION ALL
SELECT 'pg_catalog.pg_type'::regclass::oid::bigint, t.oid::bigint, 3, t.q,
  pg_catalog.format('CREATE TYPE %s AS ENUM (%s)', t.q, (
    SELECT pg_catalog.string_agg(pg_catalog.quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)
    FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid))
FROM type t WHERE t.typtype = 'e'
UNION ALL
SELECT 'pg_catalog.pg_type'::regclass::oid::bigint, t.oid::bigint, 3, t.q,
  pg_catalog.concat('CREATE DOMAIN ', t.q, ' AS ', pg_catalog.format_type(t.typbasetype, t.typtypmod),
    (SELECT ' COLLATE ' || l.q FROM collations l, pg_catalog.pg_type b
     WHERE b.oid = t.typbasetype AND l.oid = t.typcollation AND t.typcollation <> b.typcollation),
    ' DEFAULT ' || t.typdefault, CASE WHEN t.typnotnull THEN ' NOT NULL' END,
    (SELECT pg_catalog.string_agg(pg_catalog.format(' CONSTRAINT %I %s', k.conname,
       pg_catalog.pg_get_constraintdef(k.oid)), '' ORDER BY k.conname)
     FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'))
FROM type t WHERE t.typtype = 'd'
UNION ALL
SELECT 'pg_catalog.pg_type'::regclass::oid::bigint, t.oid::bigint, 3, t.q,
  pg_catalog.format('CREATE TYPE %s AS (%s)', t.q, (
    SELECT pg_catalog.string_agg(pg_catalog.concat(pg_catalog.quote_ident(a.attname), ' ',
        pg_catalog.format_type(a.atttypid, a.atttypmod),
        (SELECT ' COLLATE ' || l.q FROM collations l, pg_catalog.pg_type b
         WHERE b.oid = a.atttypid AND l.oid = a.attcollation AND a.attcollation <> b.typcollation)),
      ', ' ORDER BY a.attnum)
    FROM pg_catalog.pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
FROM type t JOIN pg_catalog.pg_class c ON c.oid = t.typrelid AND c.relkind = 'c' WHERE t.typtype = 'c'
UNION ALL
SELECT 'pg_catalog.pg_type'::regclass::oid::bigint, t.oid::bigint, 3, t.q,
  pg_catalog.concat('CREATE TYPE ', t.q, ' AS RANGE (SUBTYPE = ', pg_catalog.format_type(r.rngsubtype, NULL),
    (SELECT pg_catalog.format(', SUBTYPE_OPCLASS = %I.%I', n.nspname, o.opcname)
     FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
     WHERE o.oid = r.rngsubopc AND NOT o.opcdefault),
    (SELECT ', COLLATION = ' || l.q FROM collations l, pg_catalog.pg_type b
     WHERE b.oid = r.rngsubtype AND l.oid = r.rngcollation AND r.rngcollation <> b.typcollation),
    CASE WHEN r.rngcanonical <> 0 THEN ', CANONICAL = ' || r.rngcanonical::regproc END,
    CASE WHEN r.rngsubdiff <> 0 THEN ', SUBTYPE_DIFF = ' || r.rngsubdiff::regproc END,
    -- PostgreSQL 13 has none, nor the column.
    (SELECT pg_catalog.format(', MULTIRANGE_TYPE_NAME = %s', m.id::oid::regtype)
     FROM (SELECT pg_catalog.to_jsonb(r) ->> 'rngmultitypid' AS id) m WHERE m.id IS NOT NULL), ')')
FROM type t JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid WHERE t.typtype = 'r'
UNION ALL
SELECT 'pg_catalog.pg_class'::regclass::oid::bigint, c.oid::bigint, 4, c.q,
  pg_catalog.concat('CREATE ', CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' END, 'SEQUENCE ', c.q,
    CASE WHEN s.seqtypid <> 'pg_catalog.int8'::regtype
      THEN ' AS ' || pg_catalog.format_type(s.seqtypid, NULL) END, s.options)
FROM relation c JOIN sequence s ON s.oid = c.oid
WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
  WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid
    AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0
    AND (d.deptype = 'i' OR d.deptype = 'a' AND t.relname IN (:left_out)))
