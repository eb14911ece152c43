BEGIN;

-- Running upgrade 005_plans -> 006_encrypt

ALTER TABLE users ADD COLUMN secret TEXT;

SELECT id, bio FROM users;

