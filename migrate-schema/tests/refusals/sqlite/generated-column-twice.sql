CREATE TABLE t (a, b AS (a) AS (a));
