CREATE TABLE a (id int, n int);
UPDATE a SET n = 2 RETURNING old.nosuch;
INSERT INTO a VALUES (1, 2) RETURNING new.m;
DELETE FROM a RETURNING before.n;
UPDATE a SET n = old.n;
DELETE FROM a WHERE old.n = 1;
SELECT new.n FROM a;
