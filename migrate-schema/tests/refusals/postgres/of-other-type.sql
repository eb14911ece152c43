CREATE TYPE y AS (a int);
CREATE TABLE t (a text);
ALTER TABLE t OF y;
