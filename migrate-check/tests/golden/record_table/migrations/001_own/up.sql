CREATE TABLE migration_history (id int);
CREATE TABLE IF NOT EXISTS public.migration_history (id int);
CREATE TABLE __diesel_schema_migrations (version varchar(50) PRIMARY KEY);
CREATE VIEW migration_history AS SELECT 1 AS a;
CREATE TABLE mine (id int);
ALTER TABLE mine RENAME TO "migration_history";
CREATE SEQUENCE "__diesel_schema_migrations";
CREATE VIEW seen AS SELECT 1 AS a;
ALTER VIEW seen RENAME TO migration_history;
-- Not beside it, or something else.
CREATE SCHEMA app;
CREATE TABLE app.migration_history (id int);
CREATE TABLE app.mine (id int);
ALTER TABLE app.mine RENAME TO __diesel_schema_migrations;
CREATE TABLE migration_backfills (id int);
CREATE TEMP TABLE migration_history (id int);
CREATE FUNCTION migration_history() RETURNS int LANGUAGE sql AS 'SELECT 1';
