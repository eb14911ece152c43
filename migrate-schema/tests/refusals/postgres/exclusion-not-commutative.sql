CREATE TABLE t (a int, EXCLUDE (a WITH <));
