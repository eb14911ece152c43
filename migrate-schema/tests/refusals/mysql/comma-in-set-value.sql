CREATE TABLE t (a SET('x,y'));
