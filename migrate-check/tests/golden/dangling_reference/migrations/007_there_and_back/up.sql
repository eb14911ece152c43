-- Nothing is left of the other name.
CREATE TABLE c (id INTEGER PRIMARY KEY);
CREATE TABLE d (c INTEGER REFERENCES c);
PRAGMA legacy_alter_table = ON;
ALTER TABLE c RENAME TO c_old;
ALTER TABLE c_old RENAME TO c;
PRAGMA legacy_alter_table = OFF;
ALTER TABLE c RENAME TO c_old;
ALTER TABLE c_old RENAME TO c;
-- The recommended order.
CREATE TABLE c_new (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO c_new (id) SELECT id FROM c;
DROP TABLE c;
ALTER TABLE c_new RENAME TO c;
