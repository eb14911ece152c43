-- Where statements end.
--   (indented)
;; ; -- empty statements are fine
CREATE TABLE a (b text DEFAULT ';', "c;d" text, e text DEFAULT E'\';', f text DEFAULT U&'d\0061t;'); /* ; /* ; */ ; */
DO $$ BEGIN PERFORM 1; END $$;
CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $body$
BEGIN
  EXECUTE $$ SELECT ';' $$;
END
$body$;
CREATE FUNCTION g(x integer) RETURNS integer LANGUAGE sql
BEGIN ATOMIC
  SELECT 1;
  SELECT CASE WHEN x > 0 THEN CASE x WHEN 1 THEN 2 END ELSE 0 END;
END;
CREATE OR REPLACE PROCEDURE h() BEGIN ATOMIC INSERT INTO a VALUES ('x'); END;
CREATE TABLE begin (id integer);
CREATE RULE r AS ON INSERT TO a DO ALSO (DELETE FROM a; UPDATE a SET b = ')');
BEGIN;
SELECT $1, a$b$c, 1.5e-3, .5, $tag$ ; $ta$ ; $tag$ FROM t;
SELECT 1 -- no semicolon at the end
