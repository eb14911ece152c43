CREATE TABLE a (id int, n int);
ALTER TABLE a ADD CHECK (sum(n) > 0);
