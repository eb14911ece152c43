CREATE TABLE t (a);
CREATE INDEX i ON t (a) WHERE a > randomblob(4);
