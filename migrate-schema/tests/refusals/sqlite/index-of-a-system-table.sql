CREATE INDEX i ON sqlite_schema (name);
