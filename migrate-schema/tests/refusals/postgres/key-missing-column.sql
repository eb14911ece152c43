CREATE TABLE t (a int, UNIQUE (no));
