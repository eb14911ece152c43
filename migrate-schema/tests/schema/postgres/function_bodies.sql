-- What a body in RETURN or BEGIN ATOMIC names is in the way of a change; a text is read, and not tied.
CREATE TABLE invoices (id int PRIMARY KEY, gross numeric, net numeric, note text, state text, extra int);
CREATE TABLE log (id int, note text);
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE FUNCTION invoice_gross(i int) RETURNS numeric LANGUAGE sql STABLE RETURN (SELECT gross FROM invoices WHERE id = i);
CREATE FUNCTION totals() RETURNS numeric LANGUAGE sql BEGIN ATOMIC SELECT sum(net) FROM invoices; END;
CREATE PROCEDURE add_note(n text) LANGUAGE sql BEGIN ATOMIC UPDATE invoices SET state = n WHERE id = 1; END;
CREATE PROCEDURE add_log(n text) LANGUAGE sql BEGIN ATOMIC INSERT INTO log (note) VALUES (n); END;
CREATE FUNCTION twice(i int) RETURNS numeric RETURN invoice_gross(i) * 2;
CREATE FUNCTION of_row(v invoices) RETURNS numeric RETURN (v).extra;
ALTER TABLE invoices DROP COLUMN gross;
ALTER TABLE invoices ALTER COLUMN net TYPE int;
ALTER TABLE invoices DROP COLUMN state;
ALTER TABLE log DROP COLUMN note;
CREATE TABLE more (id int);
CREATE FUNCTION last_of() RETURNS int LANGUAGE sql BEGIN ATOMIC DELETE FROM more; SELECT 1; END;
DROP TABLE more;
CREATE FUNCTION once(i int) RETURNS int RETURN i;
CREATE FUNCTION again(i int) RETURNS int RETURN once(i) * 2;
DROP FUNCTION once(int);
ALTER TABLE invoices DROP COLUMN note;
-- next revision
CREATE FUNCTION a() RETURNS int LANGUAGE sql AS $$ SELECT nosuch_fn(1) $$;
CREATE FUNCTION b(x int) RETURNS int LANGUAGE sql AS 'SELECT nosuch_fn(x)';
CREATE FUNCTION c() RETURNS int LANGUAGE sql RETURN nosuch_fn(1);
CREATE FUNCTION d() RETURNS void LANGUAGE sql BEGIN ATOMIC DELETE FROM nosuch; END;
CREATE FUNCTION e() RETURNS mood LANGUAGE sql AS $$ SELECT 'proud'::mood $$;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ INSERT INTO log (nosuch) VALUES (1); SELECT 1 $$;
CREATE FUNCTION g() RETURNS SETOF int LANGUAGE sql AS $$ SELECT id FROM invoices WHERE lower_case(id) = 'a' $$;
CREATE FUNCTION größe() RETURNS int LANGUAGE sql AS $$ SELECT größer(1) $$;
CREATE FUNCTION quoted() RETURNS text LANGUAGE sql AS 'SELECT no_such_function(''it is'')';
CREATE FUNCTION quoted() RETURNS text LANGUAGE sql AS '
    SELECT ''grün, ''
        || no_such_column_of_a_table
    FROM (SELECT 1 AS a) AS x';
SET check_function_bodies = off;
CREATE FUNCTION h() RETURNS int LANGUAGE sql RETURN nosuch_fn(1);
