CREATE TABLE a (id int, n int);
CREATE INDEX i ON a (id) WHERE row_number() OVER (ORDER BY n) > 0;
