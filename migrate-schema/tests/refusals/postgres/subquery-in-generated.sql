CREATE TABLE a (id int, n int, m bigint GENERATED ALWAYS AS ((SELECT 1)) STORED);
