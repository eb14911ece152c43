CREATE TABLE t (a int);
CREATE INDEX i ON t (a text_pattern_ops);
