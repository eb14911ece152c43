CREATE TABLE t (a, b AS (a));
UPDATE t SET b = 1;
