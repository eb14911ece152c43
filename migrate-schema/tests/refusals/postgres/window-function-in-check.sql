CREATE TABLE a (id int, n int);
ALTER TABLE a ADD CHECK (row_number() OVER (ORDER BY n) > 0);
