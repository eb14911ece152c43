CREATE TABLE a (id int, n int);
CREATE INDEX i ON a ((generate_series(1, n)));
