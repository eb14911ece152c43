CREATE TABLE o (id int PRIMARY KEY);
CREATE TABLE t (a int, b int, FOREIGN KEY (a, b) REFERENCES o (id, id));
