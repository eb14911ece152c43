-- Extensions come with their comments, as does the schema `public`.
SELECT d.classoid::bigint AS catalog, d.objoid::bigint AS object, 200 AS rank,
  i.type || ' ' || i.identity AS name,
  pg_catalog.format('COMMENT ON %s %s IS %L',
    CASE WHEN i.type LIKE '% column' THEN 'COLUMN'
      WHEN i.type IN ('table constraint', 'domain constraint') THEN 'CONSTRAINT'
      WHEN i.type = 'composite type' THEN 'TYPE'
      WHEN i.type = 'statistics object' THEN 'STATISTICS'
      ELSE pg_catalog.upper(i.type) END,
    CASE WHEN i.type = 'domain constraint' THEN pg_catalog.regexp_replace(i.identity, ' on ', ' ON DOMAIN ') ELSE i.identity END,
    d.description) AS sql
FROM pg_catalog.pg_description d
CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classoid, d.objoid, d.objsubid) i
WHERE d.objoid >= 16384 AND d.classoid <> 'pg_catalog.pg_extension'::regclass
  AND NOT (d.classoid = 'pg_catalog.pg_namespace'::regclass AND i.identity = 'public'
    AND d.description = 'standard public schema')
