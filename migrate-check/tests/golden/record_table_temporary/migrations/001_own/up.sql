CREATE TEMPORARY TABLE migration_history (id INT);
