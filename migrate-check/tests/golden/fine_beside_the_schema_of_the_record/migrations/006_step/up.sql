CREATE TEMP TABLE migration_history (id int);
DROP TABLE migration_history;
DROP TABLE IF EXISTS public.migration_history;
