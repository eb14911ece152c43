CREATE TABLE t (a INT, b INT AS (@@max_connections));
