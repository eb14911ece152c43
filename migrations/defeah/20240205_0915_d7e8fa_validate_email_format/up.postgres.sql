-- Looks at every row, while others read and write: it fails if an address is malformed, and names
-- the constraint.
ALTER TABLE users VALIDATE CONSTRAINT ck_users_email_format;
