CREATE TABLE p (a INT PRIMARY KEY);
CREATE TABLE t (a INT, CONSTRAINT aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg FOREIGN KEY (a) REFERENCES p (a));
