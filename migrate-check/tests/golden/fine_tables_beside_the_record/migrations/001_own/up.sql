CREATE SCHEMA IF NOT EXISTS app;
CREATE TABLE app.orders (id int);
CREATE TABLE migration_history (id int);
CREATE TABLE app.migration_history (id int);
CREATE TABLE public.runs (id int);
CREATE TEMP TABLE __diesel_schema_migrations (id int);
CREATE TABLE IF NOT EXISTS app.__diesel_schema_migrations (
    version VARCHAR(50) PRIMARY KEY NOT NULL,
    run_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);
DROP TABLE IF EXISTS app.runs_of_old;
