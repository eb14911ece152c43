CREATE TABLE a (id int, n int);
CREATE INDEX i ON a (id) WHERE sum(n) > 0;
