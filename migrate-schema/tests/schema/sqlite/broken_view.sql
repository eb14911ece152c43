CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE other (id INTEGER PRIMARY KEY, name TEXT);
CREATE VIEW names AS SELECT name FROM users;
CREATE TABLE new_users (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
DROP TABLE users;
-- SQLite looks at all views before it renames anything.
ALTER TABLE new_users RENAME TO users;
ALTER TABLE other RENAME TO others;
CREATE TRIGGER others_new AFTER INSERT ON others BEGIN INSERT INTO log VALUES (new.id); END;
ALTER TABLE users ADD COLUMN mail TEXT;
ALTER TABLE users DROP COLUMN mail;
PRAGMA legacy_alter_table = ON;
ALTER TABLE others RENAME TO other;
