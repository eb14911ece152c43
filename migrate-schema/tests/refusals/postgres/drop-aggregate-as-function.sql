CREATE AGGREGATE f (int) (sfunc = int4pl, stype = int);
ALTER FUNCTION f(int) IMMUTABLE;
