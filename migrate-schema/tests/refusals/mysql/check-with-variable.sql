CREATE TABLE t (a INT, CHECK (a > @x));
