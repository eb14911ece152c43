CREATE TABLE t (id int);
ALTER TABLE t ALTER COLUMN id TYPE int USING '{}'::json;
