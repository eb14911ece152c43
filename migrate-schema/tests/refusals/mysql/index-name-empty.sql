CREATE TABLE t (a INT, KEY `` (a));
