CREATE TABLE t (a);
ALTER TABLE t ADD COLUMN b AS (last_insert_rowid());
