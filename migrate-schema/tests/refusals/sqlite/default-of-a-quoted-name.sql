CREATE TABLE t (a DEFAULT ("b" || a));
