CREATE TABLE t (a, b AS (rank() OVER ()));
