CREATE TABLE t (a, b);
UPDATE t SET (a, b) = (1, 2, 3);
