CREATE TABLE t (a SET('x', 'y') DEFAULT 'x,z');
