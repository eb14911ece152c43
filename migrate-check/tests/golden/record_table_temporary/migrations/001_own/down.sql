DROP TEMPORARY TABLE migration_history;
