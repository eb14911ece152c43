CREATE TABLE t (id int PRIMARY KEY, n text DEFAULT 'one '
  'two', k char(3) DEFAULT E'a\'b'
  '\'');
COMMENT ON TABLE t IS 'first '
  -- with a comment between
  'second';
COMMENT ON COLUMN t.id IS E'a\n'
  'b\'c';
COMMENT ON COLUMN t.n IS U&'d!0061t!+000061' UESCAPE '!';
COMMENT ON TABLE t IS $a$it's$a$;
COMMENT ON SCHEMA public IS 'a'

  'b';
SET standard_conforming_strings = off;
SET backslash_quote = on;
INSERT INTO t VALUES (1, 'it\'s; ok', 'x');
INSERT INTO t VALUES (2, 'C:\\', 'y');
COMMENT ON COLUMN t.n IS 'don\'t';
SET standard_conforming_strings TO on;
INSERT INTO t VALUES (3, 'C:\', 'z');
SELECT set_config('standard_conforming_strings', 'off', false);
UPDATE t SET n = 'é\'è' WHERE n = 'a\\' AND k = ';';
RESET standard_conforming_strings;
UPDATE t SET n = '\' WHERE id = 2;
SET LOCAL standard_conforming_strings TO 'off';
UPDATE t SET n = 'a\'; nosuch' WHERE k = 'a\'';
SET SESSION standard_conforming_strings = DEFAULT;
SELECT '\', id FROM t;
