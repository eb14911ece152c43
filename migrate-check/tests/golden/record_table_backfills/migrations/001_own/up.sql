CREATE TABLE a (id int);
CREATE TABLE migration_history (id int);
ALTER TABLE a RENAME TO migration_backfills;
CREATE VIEW runs AS SELECT 1 AS x;
