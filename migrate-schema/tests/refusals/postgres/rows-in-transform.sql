CREATE TABLE a (id int, n int);
ALTER TABLE a ALTER n TYPE bigint USING generate_series(1, n);
