CREATE TABLE t (id int, id text);
