CREATE TABLE t (a TEXT, KEY k (a));
