CREATE TABLE t (a INT);
CREATE TRIGGER aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffggggg BEFORE INSERT ON t FOR EACH ROW SET @a = 1;
