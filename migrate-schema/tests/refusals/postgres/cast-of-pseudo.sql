CREATE CAST (anyelement AS int) WITH INOUT;
