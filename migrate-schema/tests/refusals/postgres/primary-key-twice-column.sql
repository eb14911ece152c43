CREATE TABLE t (id int, PRIMARY KEY (id, id));
