CREATE TABLE t (a int) PARTITION BY LIST (a);
ALTER TABLE t SET (fillfactor = 70);
