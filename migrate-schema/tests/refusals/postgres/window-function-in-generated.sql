CREATE TABLE a (id int, n int, m bigint GENERATED ALWAYS AS (row_number() OVER (ORDER BY n)) STORED);
