CREATE TABLE t (a int, b text);
CREATE INDEX i ON t (a) INCLUDE (b text_pattern_ops);
