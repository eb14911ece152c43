CREATE TABLE t (a, b AS (c + 1), c AS (b + 1));
