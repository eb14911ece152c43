CREATE TABLE a (id int, n int);
CREATE INDEX i ON a ((row_number() OVER (ORDER BY n)));
