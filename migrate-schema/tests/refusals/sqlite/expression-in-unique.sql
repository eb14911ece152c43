CREATE TABLE t (a, UNIQUE (a + 1));
