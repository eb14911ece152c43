/* Where statements end. */
;;
CREATE TABLE a (b text DEFAULT ';', "c;" text, [d;] text, `e;` text, f blob DEFAULT x'3b'); -- ;
CREATE TRIGGER t AFTER INSERT ON a WHEN CASE WHEN new.b = ';' THEN 1 ELSE 0 END BEGIN
  UPDATE a SET b = CASE b WHEN 1 THEN 2 END;
  SELECT 1;
END;
CREATE TEMPORARY TRIGGER begin AFTER DELETE ON a BEGIN DELETE FROM a; END;
BEGIN;
COMMIT;
EXPLAIN CREATE TEMP TRIGGER x DELETE ON a BEGIN SELECT 1; END;
SELECT ':;', $x, ?1, :y, @z, 1.5e-3, a->>'$.b' FROM t;
SELECT 1 /* never closed, and fine
