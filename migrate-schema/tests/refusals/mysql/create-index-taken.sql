CREATE TABLE t (a INT, KEY k (a));
CREATE INDEX k ON t (a);
