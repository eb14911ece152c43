CREATE TABLE t (a INT, KEY k ((RAND())));
