CREATE TABLE t (a timestamptz);
CREATE INDEX i ON t ((a::text));
