-- No server finds a column under a name that the same statement gives it, before it is added, or to drop it.
CREATE TABLE a (i INT);
ALTER TABLE a ADD j INT, CHANGE j k TEXT;
CREATE TABLE b (i INT);
ALTER TABLE b ADD j INT, RENAME COLUMN j TO k;
CREATE TABLE c (i INT);
ALTER TABLE c MODIFY j VARCHAR(10), ADD j INT;
CREATE TABLE d (i INT);
ALTER TABLE d ADD j INT, DROP j;
