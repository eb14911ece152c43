CREATE TABLE a (id int, n int, m bigint GENERATED ALWAYS AS (sum(n)) STORED);
