-- What is wrong behind the end of a transaction, and behind a savepoint.
CREATE TEMP TABLE scratch (id int) ON COMMIT DROP;
SELECT nosuch FROM scratch;
CREATE TABLE t (id int);
SAVEPOINT a;
CREATE TABLE u (id int);
ROLLBACK TO a;
SELECT * FROM u;
ALTER TABLE t ADD COLUMN n int;
RELEASE a;
SELECT nosuch FROM t;
-- next revision
SELECT * FROM scratch;
CREATE TABLE scratch (other int);
SELECT id FROM scratch;
