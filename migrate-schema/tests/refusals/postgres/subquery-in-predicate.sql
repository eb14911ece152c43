CREATE TABLE a (id int, n int);
CREATE INDEX i ON a (id) WHERE (SELECT 1) > 0;
