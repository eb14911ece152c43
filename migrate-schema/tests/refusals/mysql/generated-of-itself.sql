CREATE TABLE t (a INT, b INT AS (b + 1));
