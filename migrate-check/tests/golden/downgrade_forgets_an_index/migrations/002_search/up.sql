-- People are looked for by their mail, in any case.
CREATE INDEX users_by_email ON users (lower(email)) WHERE email IS NOT NULL;
ALTER TABLE users ADD COLUMN seen TEXT DEFAULT 'never';
