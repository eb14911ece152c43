CREATE TABLE t (a, id);
CREATE TABLE u (id, x);
CREATE TABLE w (id, y);
UPDATE t SET a = 1 FROM u JOIN w ON u.id = w.id WHERE t.id = u.id;
UPDATE t SET a = 1 FROM u JOIN w ON u.nope = w.id WHERE t.id = u.id;
UPDATE t SET a = 1 FROM u JOIN w ON t.nope = w.id;
UPDATE t SET a = 1 FROM (SELECT * FROM u JOIN w ON u.nope = w.id);
