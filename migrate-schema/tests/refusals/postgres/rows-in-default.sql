CREATE TABLE a (id int, n int);
ALTER TABLE a ALTER n SET DEFAULT generate_series(1, 2);
