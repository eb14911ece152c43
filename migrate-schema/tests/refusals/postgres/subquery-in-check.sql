CREATE TABLE a (id int, n int);
ALTER TABLE a ADD CHECK ((SELECT 1) > 0);
