CREATE TABLE a (id int, n int) PARTITION BY RANGE ((sum(n)));
