CREATE TABLE a (id int, b int);
CREATE TABLE c (id int);
ALTER TABLE c INHERIT a;
