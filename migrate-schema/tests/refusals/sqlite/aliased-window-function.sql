CREATE TABLE t (a);
SELECT row_number() OVER () AS n FROM t WHERE n > 1;
