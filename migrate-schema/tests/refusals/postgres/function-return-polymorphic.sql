CREATE FUNCTION f(a anyelement) RETURNS anyelement LANGUAGE sql RETURN a;
