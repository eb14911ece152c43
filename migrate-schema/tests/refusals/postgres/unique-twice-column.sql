CREATE TABLE t (id int, UNIQUE (id, id));
