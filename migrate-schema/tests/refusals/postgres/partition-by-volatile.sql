CREATE TABLE t (a int) PARTITION BY RANGE ((a + random()));
