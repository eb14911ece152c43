ALTER TABLE users ADD COLUMN name text;
ALTER TABLE post ADD COLUMN name text;
