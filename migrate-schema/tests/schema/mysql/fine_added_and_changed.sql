-- MariaDB gives a column that a statement adds another definition in the same statement.
CREATE TABLE notes (i INT);
ALTER TABLE notes ADD COLUMN j INT, MODIFY COLUMN j VARCHAR(10);
ALTER TABLE notes ADD k INT, CHANGE k k TEXT FIRST;
ALTER TABLE notes ADD (l INT, m INT), MODIFY m TEXT, ALTER l SET DEFAULT 1;
ALTER TABLE notes ADD n INT, MODIFY IF EXISTS n TEXT;
