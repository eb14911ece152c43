CREATE TABLE t (a);
CREATE INDEX i ON t (a) WHERE group_concat(a) = 'a';
