CREATE FUNCTION f(a anyelement, OUT b anyrange) LANGUAGE plpgsql AS 'BEGIN END';
