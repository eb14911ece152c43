-- Right before a point every word is a name.
SELECT ALL.a, CASE.a, NOT.a, NULL.a, DISTINCT.a FROM t;
SELECT CASE.a FROM t;
SELECT BINARY.a, current_date.a, INTERVAL.a FROM t WHERE NOT NOT.a;
SELECT STRAIGHT_JOIN.a + DEFAULT.a FROM t;
-- Words that are aliases where nothing else fits.
SELECT a ESCAPE FROM t;
SELECT a ESCAPE, b FROM t;
SELECT a LIKE '%' ESCAPE '!' ESCAPE FROM t;
SELECT a WINDOW FROM t;
SELECT a MINUS FROM t;
SELECT a FROM t MINUS;
