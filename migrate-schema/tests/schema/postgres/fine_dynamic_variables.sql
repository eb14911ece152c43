-- What a variable may hold is known only where all that sets it is known.
CREATE TABLE t (id int PRIMARY KEY);
DO $$
DECLARE q text := 'SELECT 1';
BEGIN
  SELECT 'ALTER TABLE t ADD a int' INTO q;
  EXECUTE q;
  q := '';
  q := q || 'ALTER TABLE t ADD b int';
  EXECUTE q;
END $$;
SELECT a, b FROM t;
