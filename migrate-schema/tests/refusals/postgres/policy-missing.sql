CREATE TABLE t (id int);
ALTER POLICY p ON t USING (true);
