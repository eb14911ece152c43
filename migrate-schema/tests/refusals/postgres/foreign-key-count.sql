CREATE TABLE o (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE t (a int, FOREIGN KEY (a) REFERENCES o (a, b));
