CREATE TABLE a (id int, n int);
ALTER TABLE a ALTER n TYPE bigint USING (SELECT 1);
