CREATE TABLE t (a, b AS (b + 1));
