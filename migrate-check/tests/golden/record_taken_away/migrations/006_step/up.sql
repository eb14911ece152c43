DROP TABLE app.migration_history;
