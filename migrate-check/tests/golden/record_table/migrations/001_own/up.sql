CREATE TABLE migration_history (id int);
CREATE TABLE IF NOT EXISTS public.migration_history (id int);
CREATE TABLE __diesel_schema_migrations (version varchar(50) PRIMARY KEY);
