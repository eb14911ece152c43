CREATE TYPE y AS (a int, b int);
CREATE TABLE t (a int);
ALTER TABLE t OF y;
