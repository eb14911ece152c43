CREATE TABLE t (a, b);
SELECT (a, b) FROM t;
