CREATE TABLE a (id int, n int);
CREATE STATISTICS s ON ((SELECT 1)), id FROM a;
