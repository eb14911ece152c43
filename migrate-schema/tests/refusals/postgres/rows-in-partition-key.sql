CREATE TABLE a (id int, n int) PARTITION BY RANGE ((generate_series(1, n)));
