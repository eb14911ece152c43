-- Texts that are run may have done what they say.
CREATE TABLE t (id int PRIMARY KEY);
SET @text = CASE WHEN (SELECT count(*) FROM t) > 0 THEN 'SELECT 1' ELSE 'ALTER TABLE t ADD b int' END;
PREPARE s FROM @text;
EXECUTE s;
SELECT b FROM t;
SET @text = CONCAT('CREATE TABLE ', 'u', ' (id int)');
PREPARE s FROM @text;
EXECUTE s;
SELECT id FROM u;
PREPARE s FROM 'ALTER TABLE u RENAME TO w';
EXECUTE s;
SELECT id FROM w;
-- A variable that is set by the way.
SET @text = 'SELECT 1';
SELECT @text := 'ALTER TABLE w ADD c int';
PREPARE s FROM @text;
EXECUTE s;
SELECT c FROM w;
CREATE PROCEDURE p()
BEGIN
  DECLARE n int DEFAULT 0;
  SET @text = 'SELECT 1';
  WHILE n < 2 DO
    PREPARE s FROM @text;
    EXECUTE s;
    SET @text = 'CREATE TABLE x (id int)';
    SET n = n + 1;
  END WHILE;
  CREATE TABLE y (id int);
END;
CALL p();
SELECT id FROM x;
SELECT id FROM y;
