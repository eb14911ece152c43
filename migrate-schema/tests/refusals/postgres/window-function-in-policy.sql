CREATE TABLE a (id int, n int);
CREATE POLICY p ON a USING (row_number() OVER (ORDER BY n) > 0);
