CREATE TABLE t (a);
SELECT sum(count(a)) FROM t;
