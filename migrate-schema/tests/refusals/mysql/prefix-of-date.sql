CREATE TABLE t (a DATE, KEY k (a(2)));
