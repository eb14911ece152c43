-- What people say of themselves. A constant default rewrites no row.
ALTER TABLE users ADD COLUMN bio text;
ALTER TABLE users ADD COLUMN avatar_url text;
ALTER TABLE users ADD COLUMN timezone varchar(50) NOT NULL DEFAULT 'UTC';

CREATE INDEX idx_users_timezone ON users (timezone);
