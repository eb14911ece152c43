CREATE TABLE a (id int, n int) PARTITION BY RANGE ((row_number() OVER (ORDER BY n)));
