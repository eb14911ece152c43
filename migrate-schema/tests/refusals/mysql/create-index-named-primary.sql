CREATE TABLE t (a INT);
CREATE INDEX `primary` ON t (a);
