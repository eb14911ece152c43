CREATE TABLE t (a INT, b INT AS (a + 1));
UPDATE t SET b = 1;
