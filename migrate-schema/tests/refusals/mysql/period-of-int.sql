CREATE TABLE t (a INT, b INT, PERIOD FOR p (a, b));
