CREATE TABLE a (id int, n int, m bigint GENERATED ALWAYS AS (generate_series(1, n)) STORED);
