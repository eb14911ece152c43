CREATE TABLE t (a, b, CHECK ((a, b) = (1, 2, 3)));
