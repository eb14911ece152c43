CREATE TABLE t (a timestamptz);
CREATE INDEX i ON t (a) WHERE a > now();
