CREATE TABLE t (a json);
CREATE INDEX i ON t (a);
