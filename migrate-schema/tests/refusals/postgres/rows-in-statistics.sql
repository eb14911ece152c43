CREATE TABLE a (id int, n int);
CREATE STATISTICS s ON (generate_series(1, n)), id FROM a;
