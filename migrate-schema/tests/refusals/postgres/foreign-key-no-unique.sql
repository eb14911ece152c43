CREATE TABLE o (id int, b int);
CREATE TABLE t (id int REFERENCES o (id));
