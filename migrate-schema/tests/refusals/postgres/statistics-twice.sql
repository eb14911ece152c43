CREATE TABLE t (a int, b int);
CREATE STATISTICS s ON a, a FROM t;
