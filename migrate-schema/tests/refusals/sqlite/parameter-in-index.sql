CREATE TABLE t (a);
CREATE INDEX i ON t (a + ?1);
