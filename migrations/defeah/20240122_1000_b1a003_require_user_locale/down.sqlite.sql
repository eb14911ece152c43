ALTER TABLE users ADD COLUMN optional_locale varchar(100);
UPDATE users SET optional_locale = locale;
ALTER TABLE users DROP COLUMN locale;
ALTER TABLE users RENAME COLUMN optional_locale TO locale;
