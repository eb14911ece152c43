DROP TABLE public.runs;
DROP TABLE app.migration_history;
DROP TABLE migration_history;
DROP TABLE app.orders;
