CREATE TABLE a (id int, n int);
CREATE STATISTICS s ON (sum(n)), id FROM a;
