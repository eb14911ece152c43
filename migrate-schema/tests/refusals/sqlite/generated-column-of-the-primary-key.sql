CREATE TABLE t (a, b AS (a), PRIMARY KEY (a, b));
