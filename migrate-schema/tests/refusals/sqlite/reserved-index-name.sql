CREATE TABLE t (a);
CREATE INDEX sqlite_i ON t (a);
