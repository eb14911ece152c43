-- What a text may have changed that is put together is known by its constants; all else stays known.
CREATE TABLE t (id int PRIMARY KEY, a int, KEY by_a (a));
CREATE TABLE other (id int PRIMARY KEY);
SET @there = (SELECT count(*) FROM information_schema.columns WHERE table_name = 't' AND column_name = 'b'), @name := 't';
SET @text = (SELECT IF(@there > 0, 'SELECT 1', CONCAT('ALTER TABLE ', @name, ' ADD b int')));
PREPARE s FROM @text;
EXECUTE s;
SELECT b FROM t;
SELECT missing_1 FROM other;
SELECT CONCAT('CREATE TABLE made', '_', count(*), ' (id int)') INTO @text FROM other;
PREPARE s FROM @text;
EXECUTE s;
DEALLOCATE PREPARE s;
SELECT missing_2 FROM other;
CREATE PROCEDURE drop_key(IN tableName varchar(64), IN keyName varchar(64))
BEGIN
  DECLARE n int DEFAULT 0;
  DECLARE CONTINUE HANDLER FOR SQLEXCEPTION BEGIN END;
  SELECT count(*) INTO n FROM information_schema.statistics WHERE table_name = tableName AND index_name = keyName;
  IF n > 0 THEN
    SET @text = CONCAT('ALTER TABLE ', tableName, ' DROP INDEX ', keyName);
    PREPARE d FROM @text;
    EXECUTE d;
    DEALLOCATE PREPARE d;
  ELSE
    SELECT CONCAT('no index ', keyName);
  END IF;
END;
CALL drop_key('t', 'by_a');
SELECT missing_3 FROM other;
-- Of which table is not known: any may be another.
SET @table = (SELECT table_name FROM information_schema.tables LIMIT 1);
CALL drop_key(@table, 'k');
SELECT silent FROM other;
