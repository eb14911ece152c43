CREATE TABLE t (a, b AS (max(a)));
