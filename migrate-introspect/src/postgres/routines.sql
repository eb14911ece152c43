-- Functions, procedures and aggregates.
SELECT 'pg_catalog.pg_proc'::regclass::oid::bigint, p.oid::bigint, 9,
  p.q || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')', pg_catalog.pg_get_functiondef(p.oid)
FROM routine p WHERE p.prokind <> 'a'
UNION ALL
SELECT 'pg_catalog.pg_proc'::regclass::oid::bigint, p.oid::bigint, 9,
  p.q || '(' || pg_catalog.pg_get_function_identity_arguments(p.oid) || ')',
  pg_catalog.concat('CREATE AGGREGATE ', p.q, '(',
    CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_catalog.pg_get_function_arguments(p.oid) END,
    ') (SFUNC = ', a.aggtransfn, ', STYPE = ', pg_catalog.format_type(a.aggtranstype, NULL),
    CASE WHEN a.aggfinalfn <> 0 THEN ', FINALFUNC = ' || a.aggfinalfn END,
    CASE WHEN a.aggfinalextra THEN ', FINALFUNC_EXTRA' END,
    CASE WHEN a.aggcombinefn <> 0 THEN ', COMBINEFUNC = ' || a.aggcombinefn END,
    ', INITCOND = ' || pg_catalog.quote_literal(a.agginitval),
    CASE WHEN a.aggkind = 'h' THEN ', HYPOTHETICAL' END,
    CASE p.proparallel WHEN 's' THEN ', PARALLEL = safe' WHEN 'r' THEN ', PARALLEL = restricted' END, ')')
FROM routine p JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = p.oid
