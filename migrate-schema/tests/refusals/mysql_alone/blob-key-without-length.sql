CREATE TABLE t (a BLOB, KEY k (a));
