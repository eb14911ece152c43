CREATE TABLE t (a INT, b INT AS ((1, 2)));
