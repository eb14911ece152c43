CREATE TABLE t (a);
CREATE INDEX i ON t (a COLLATE none_such);
