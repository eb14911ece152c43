CREATE TABLE t (a int, b int);
CREATE STATISTICS s (magic) ON a, b FROM t;
