-- With foreign keys off they keep the name that they are written with.
CREATE TABLE a (id INTEGER PRIMARY KEY);
CREATE TABLE b (a INTEGER REFERENCES a);
PRAGMA foreign_keys = OFF;
PRAGMA legacy_alter_table = ON;
ALTER TABLE a RENAME TO a_old;
CREATE TABLE a (id INTEGER PRIMARY KEY);
DROP TABLE a_old;
PRAGMA legacy_alter_table = OFF;
PRAGMA foreign_keys = ON;
