INSERT INTO t (a) VALUES ('one');
=======
INSERT INTO t (a) VALUES ('two');
