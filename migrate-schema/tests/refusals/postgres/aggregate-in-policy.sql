CREATE TABLE a (id int, n int);
CREATE POLICY p ON a USING (sum(n) > 0);
