ALTER TABLE users ADD COLUMN a TEXT;
CREATE INDEX users_a ON users (a);
