CREATE TABLE t (a, b);
INSERT INTO t (a, b) VALUES (1);
