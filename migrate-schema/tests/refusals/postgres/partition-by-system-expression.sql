CREATE TABLE a (id int) PARTITION BY RANGE ((xmin::text));
