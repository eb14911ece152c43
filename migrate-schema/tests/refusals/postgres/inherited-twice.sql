CREATE TABLE t (id int);
CREATE TABLE c () INHERITS (t, t);
