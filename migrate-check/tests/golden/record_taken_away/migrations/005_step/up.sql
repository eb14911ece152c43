DROP TABLE IF EXISTS app.migration_history, app.__diesel_schema_migrations;
