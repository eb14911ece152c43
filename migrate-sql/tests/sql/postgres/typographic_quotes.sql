INSERT INTO t (a) VALUES (“hello world”);
INSERT INTO t (a) VALUES (‘it is’, «là bas»);
CREATE TABLE t (“order number” INT);
UPDATE t SET a = „zwei Wörter“ WHERE b = 1;
INSERT INTO t (a) VALUES ('“quoted” within a text');
