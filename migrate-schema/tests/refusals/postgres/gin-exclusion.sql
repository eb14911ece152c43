CREATE TABLE t (a int[], EXCLUDE USING gin (a WITH =));
