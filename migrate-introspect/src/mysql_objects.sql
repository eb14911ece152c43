SELECT CASE WHEN t.table_type = 'VIEW' THEN '5' WHEN t.table_type = 'SEQUENCE' THEN '1' ELSE '2' END AS `rank`,
  CASE WHEN t.table_type IN ('VIEW', 'SEQUENCE') THEN t.table_type ELSE 'TABLE' END AS kind,
  t.table_name AS name, '' AS `sql`
FROM information_schema.tables t
WHERE t.table_schema = DATABASE() AND t.table_type NOT LIKE '%TEMPORARY%'
UNION ALL
SELECT '3', r.routine_type, r.routine_name,
  CONCAT('CREATE ', r.routine_type, ' `', REPLACE(r.routine_name, '`', '``'), '`(', COALESCE((
      SELECT GROUP_CONCAT(IF(r.routine_type = 'PROCEDURE', CONCAT(p.parameter_mode, ' '), ''),
          '`', REPLACE(p.parameter_name, '`', '``'), '` ', p.dtd_identifier,
          COALESCE(CONCAT(' CHARACTER SET ', p.character_set_name), '') ORDER BY p.ordinal_position SEPARATOR ', ')
      FROM information_schema.parameters p
      WHERE p.specific_schema = r.routine_schema AND p.specific_name = r.specific_name
        AND p.routine_type = r.routine_type AND p.ordinal_position > 0), ''), ')',
    IF(r.routine_type = 'FUNCTION', CONCAT(' RETURNS ', r.dtd_identifier,
      COALESCE(CONCAT(' CHARACTER SET ', r.character_set_name), '')), ''),
    IF(r.is_deterministic = 'YES', ' DETERMINISTIC', ''),
    IF(r.sql_data_access = 'CONTAINS SQL', '', CONCAT(' ', r.sql_data_access)),
    IF(r.security_type = 'DEFINER', '', CONCAT(' SQL SECURITY ', r.security_type)),
    IF(r.routine_comment = '', '', CONCAT(' COMMENT ', QUOTE(r.routine_comment))),
    '\n', r.routine_definition)
FROM information_schema.routines r
WHERE r.routine_schema = DATABASE() AND r.routine_type IN ('FUNCTION', 'PROCEDURE')
UNION ALL
SELECT CONCAT('6', g.event_object_table, LPAD(g.action_order, 9, '0')), 'TRIGGER', g.trigger_name,
  CONCAT('CREATE TRIGGER `', REPLACE(g.trigger_name, '`', '``'), '` ', g.action_timing, ' ', g.event_manipulation,
    ' ON `', REPLACE(g.event_object_table, '`', '``'), '` FOR EACH ROW ', g.action_statement)
FROM information_schema.triggers g
WHERE g.trigger_schema = DATABASE()
UNION ALL
SELECT '7', 'EVENT', e.event_name,
  CONCAT('CREATE EVENT `', REPLACE(e.event_name, '`', '``'), '` ON SCHEDULE ',
    IF(e.event_type = 'ONE TIME', CONCAT('AT ', QUOTE(e.execute_at)),
      CONCAT('EVERY ', QUOTE(e.interval_value), ' ', e.interval_field, ' STARTS ', QUOTE(e.starts),
        COALESCE(CONCAT(' ENDS ', QUOTE(e.ends)), ''))),
    ' ON COMPLETION ', e.on_completion, CASE e.status WHEN 'ENABLED' THEN '' ELSE ' DISABLE' END,
    IF(e.event_comment = '', '', CONCAT(' COMMENT ', QUOTE(e.event_comment))),
    ' DO ', e.event_definition)
FROM information_schema.events e
WHERE e.event_schema = DATABASE()
