CREATE TABLE t (a);
CREATE INDEX temp.i ON t (a);
