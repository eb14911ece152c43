CREATE TABLE a (id int, n int);
ALTER TABLE a ADD CHECK (generate_series(1, n) > 0);
