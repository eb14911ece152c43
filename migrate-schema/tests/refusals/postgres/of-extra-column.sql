CREATE TYPE y AS (a int);
CREATE TABLE t (a int, b int);
ALTER TABLE t OF y;
