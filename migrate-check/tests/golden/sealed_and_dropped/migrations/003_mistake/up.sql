-- A mistake of old, which drops nothing.
ALTER TABLE users DROP COLUMN bio;
