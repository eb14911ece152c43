CREATE TABLE t (id int) PARTITION BY magic (id);
