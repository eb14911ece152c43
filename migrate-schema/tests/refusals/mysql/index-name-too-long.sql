CREATE TABLE t (a INT, KEY aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg (a));
