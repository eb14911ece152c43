INSERT INTO a (x, y) VALUES ('a, 'b');
INSERT INTO a VALUES ('c');
