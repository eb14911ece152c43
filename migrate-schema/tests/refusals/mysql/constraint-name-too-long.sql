CREATE TABLE t (a INT, CONSTRAINT aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg CHECK (a > 0));
