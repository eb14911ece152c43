-- Triggers, rules and policies.
SELECT 'pg_catalog.pg_trigger'::regclass::oid::bigint, g.oid::bigint, 13, c.q || ' ' || g.tgname,
  pg_catalog.pg_get_triggerdef(g.oid)
FROM pg_catalog.pg_trigger g JOIN relation c ON c.oid = g.tgrelid
WHERE NOT g.tgisinternal AND g.tgparentid = 0
UNION ALL
SELECT 'pg_catalog.pg_trigger'::regclass::oid::bigint, g.oid::bigint, 104, c.q || ' ' || g.tgname,
  pg_catalog.format('ALTER TABLE %s %s TRIGGER %I', c.q,
    CASE g.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE REPLICA' END, g.tgname)
FROM pg_catalog.pg_trigger g JOIN relation c ON c.oid = g.tgrelid
WHERE NOT g.tgisinternal AND g.tgparentid = 0 AND g.tgenabled <> 'O'
UNION ALL
SELECT 'pg_catalog.pg_rewrite'::regclass::oid::bigint, r.oid::bigint, 14, c.q || ' ' || r.rulename,
  pg_catalog.pg_get_ruledef(r.oid)
FROM pg_catalog.pg_rewrite r JOIN relation c ON c.oid = r.ev_class
WHERE r.rulename <> '_RETURN'
UNION ALL
SELECT 'pg_catalog.pg_policy'::regclass::oid::bigint, p.oid::bigint, 15, c.q || ' ' || p.polname,
  pg_catalog.concat('CREATE POLICY ', pg_catalog.quote_ident(p.polname), ' ON ', c.q,
    CASE WHEN NOT p.polpermissive THEN ' AS RESTRICTIVE' END,
    CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' WHEN 'w' THEN ' FOR UPDATE'
      WHEN 'd' THEN ' FOR DELETE' END,
    (SELECT ' TO ' || pg_catalog.string_agg(pg_catalog.quote_ident(r.rolname), ', ' ORDER BY r.rolname)
     FROM pg_catalog.pg_roles r WHERE r.oid = ANY (p.polroles)),
    ' USING (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')',
    ' WITH CHECK (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')')
FROM pg_catalog.pg_policy p JOIN relation c ON c.oid = p.polrelid
UNION ALL
SELECT 'pg_catalog.pg_class'::regclass::oid::bigint, c.oid::bigint, 105, c.q,
  pg_catalog.format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', c.q)
FROM relation c WHERE c.relrowsecurity
UNION ALL
SELECT 'pg_catalog.pg_class'::regclass::oid::bigint, c.oid::bigint, 105, c.q,
  pg_catalog.format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', c.q)
FROM relation c WHERE c.relforcerowsecurity
