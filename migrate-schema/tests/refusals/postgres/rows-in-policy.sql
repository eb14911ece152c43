CREATE TABLE a (id int, n int);
CREATE POLICY p ON a USING (generate_series(1, n) > 0);
