CREATE TABLE t (a INT, b INT AS (c + 1), c INT AS (b + 1));
