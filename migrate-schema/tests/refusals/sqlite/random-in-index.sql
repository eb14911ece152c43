CREATE TABLE t (a);
CREATE INDEX i ON t (abs(random() % a));
