CREATE TABLE t (a, b AS (abs(a, 1)));
