CREATE TABLE t (a INT) PARTITION BY RANGE (a) (PARTITION aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg VALUES LESS THAN (1));
