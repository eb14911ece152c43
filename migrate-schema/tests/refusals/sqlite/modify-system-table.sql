INSERT INTO sqlite_schema (name) VALUES ('a');
