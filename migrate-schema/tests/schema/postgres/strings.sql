CREATE TABLE t (id int PRIMARY KEY);
COMMENT ON TABLE t IS 'first '
  'second';
ALTER TABLE t DROP COLUMN nosuch;
COMMENT ON COLUMN t.id IS U&'d!0061t' UESCAPE '!';
SELECT nosuch FROM t;
SET standard_conforming_strings = off;
INSERT INTO t VALUES ('it\'s', 2);
INSERT INTO nosuch VALUES ('\'');
