CREATE TYPE y AS (a int);
CREATE TABLE t (b int);
ALTER TABLE t OF y;
