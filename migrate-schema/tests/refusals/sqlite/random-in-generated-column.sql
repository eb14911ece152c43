CREATE TABLE t (a, b AS (random()));
