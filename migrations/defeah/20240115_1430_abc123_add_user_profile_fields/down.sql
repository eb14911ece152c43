DROP INDEX idx_users_timezone;

ALTER TABLE users DROP COLUMN timezone;
ALTER TABLE users DROP COLUMN avatar_url;
ALTER TABLE users DROP COLUMN bio;
