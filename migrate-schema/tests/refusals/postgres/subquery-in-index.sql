CREATE TABLE a (id int, n int);
CREATE INDEX i ON a (((SELECT 1)));
