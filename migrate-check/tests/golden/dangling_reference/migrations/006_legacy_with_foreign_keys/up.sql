PRAGMA foreign_keys = ON;
PRAGMA legacy_alter_table = ON;
ALTER TABLE a RENAME TO a_old;
CREATE TABLE a (id INTEGER PRIMARY KEY);
DROP TABLE a_old;
