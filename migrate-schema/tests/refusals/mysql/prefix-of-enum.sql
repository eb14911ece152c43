CREATE TABLE t (a ENUM('x', 'y'), KEY k (a(1)));
