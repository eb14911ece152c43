CREATE TABLE t (KEY k (a));
