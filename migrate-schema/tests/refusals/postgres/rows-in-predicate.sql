CREATE TABLE a (id int, n int);
CREATE INDEX i ON a (id) WHERE generate_series(1, n) > 0;
