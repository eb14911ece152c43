CREATE TABLE a (id int, n int);
ALTER TABLE a ALTER n TYPE bigint USING row_number() OVER (ORDER BY n);
