CREATE TABLE t (a int, b int);
CREATE STATISTICS s ON a, ctid FROM t;
