CREATE TABLE t (a int, b json);
CREATE STATISTICS s ON a, b FROM t;
