CREATE TABLE t (a, b AS (t.a + 1));
