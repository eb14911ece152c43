CREATE TABLE t (a int, b int);
CREATE TABLE u (c int);
CREATE STATISTICS s ON a, c FROM t, u;
