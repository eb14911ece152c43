DROP TABLE migration_history;
DROP TABLE __diesel_schema_migrations;
