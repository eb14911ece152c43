ALTER TABLE users ADD COLUMN age int;
CREATE INDEX CONCURRENTLY by_name ON users (name);
