CREATE TABLE t (a int);
CREATE INDEX i ON t (a magic_ops);
