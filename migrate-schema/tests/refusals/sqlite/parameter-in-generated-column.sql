CREATE TABLE t (a, b AS (a + :n));
