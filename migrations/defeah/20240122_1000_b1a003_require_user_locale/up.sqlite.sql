-- Step 3 of 3: nobody is without one. SQLite does not change a column, so another takes its name.
-- A row without a locale makes the `UPDATE` fail, as it should.
ALTER TABLE users ADD COLUMN required_locale varchar(100) NOT NULL DEFAULT 'en-US';
UPDATE users SET required_locale = locale;
ALTER TABLE users DROP COLUMN locale;
ALTER TABLE users RENAME COLUMN required_locale TO locale;
