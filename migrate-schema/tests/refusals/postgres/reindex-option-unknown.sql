CREATE TABLE t (a int);
REINDEX (magic) TABLE t;
