CREATE TABLE t (a);
SELECT count(*) AS n FROM t WHERE n > 1;
