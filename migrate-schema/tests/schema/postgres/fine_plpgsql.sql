CREATE FUNCTION everything(n int) RETURNS int LANGUAGE plpgsql AS $$
#variable_conflict use_column
<<outer>>
DECLARE
  x int := CASE WHEN n > 1 THEN 2 ELSE 3 END;
  y CONSTANT text DEFAULT 'a;b';
  r pg_class%ROWTYPE;
  s pg_class.relname%TYPE;
  c CURSOR (k int) FOR SELECT 1;
  d ALIAS FOR $1;
  a int[];
  "end" int;
BEGIN
  -- IF in a comment
  IF x = 1 THEN
    RETURN 2;
  ELSIF (CASE WHEN x = 2 THEN true END) THEN
    x := 3;
  ELSEIF x = 4 THEN
    a[1] := 2;
  ELSE
    NULL;
  END IF;
  CASE x WHEN 1, 2 THEN x := 2; ELSE NULL; END CASE;
  CASE WHEN x = 1 THEN x := 2; END CASE;
  WHILE x < 3 LOOP x := x + 1; EXIT WHEN x = 2; END LOOP;
  <<counting>>
  FOR i IN REVERSE 10..1 BY 2 LOOP RAISE NOTICE 'at %', i; END LOOP counting;
  FOR r IN SELECT * FROM pg_class LOOP s := r.relname; END LOOP;
  FOREACH x IN ARRAY a LOOP NULL; END LOOP;
  LOOP EXIT; END LOOP;
  DECLARE x text; BEGIN
    PERFORM 1;
    INSERT INTO not_there_yet VALUES (1) RETURNING id INTO STRICT x;
    EXECUTE format('SELECT %L', 'a') INTO x USING 1;
  EXCEPTION
    WHEN unique_violation OR SQLSTATE '23503' THEN RAISE EXCEPTION 'bad %', x USING ERRCODE = '22000';
    WHEN OTHERS THEN GET STACKED DIAGNOSTICS x = MESSAGE_TEXT; RAISE;
  END;
  RETURN CASE WHEN x = 1 THEN 2 ELSE 3 END;
END outer;
$$;
CREATE FUNCTION quoted() RETURNS void LANGUAGE plpgsql AS 'BEGIN RAISE NOTICE ''x''; END';
CREATE FUNCTION short() RETURNS trigger AS $f$ BEGIN RETURN NEW; END $f$ LANGUAGE plpgsql;
DO LANGUAGE plpgsql $$ BEGIN NULL; END; $$;
DO 'BEGIN END';
DROP FUNCTION everything(int), quoted(), short();
-- What stands near what is refused.
CREATE TABLE readings (id int, value numeric);
CREATE FUNCTION of_rows(n int) RETURNS SETOF int LANGUAGE plpgsql AS $$
DECLARE r record;
BEGIN
  FOR r IN SELECT id FROM readings LOOP RETURN NEXT r.id; END LOOP;
  RETURN QUERY SELECT 1;
  RETURN QUERY EXECUTE 'SELECT $1' USING n;
  RETURN;
END $$;
CREATE FUNCTION of_table() RETURNS TABLE (x int, y text) LANGUAGE plpgsql AS $$
BEGIN x := 1; y := 'a'; RETURN NEXT; RETURN QUERY SELECT 1, 'a'; END $$;
CREATE FUNCTION of_outputs(a int, OUT b int) LANGUAGE plpgsql AS $$ BEGIN b := a; of_outputs.b := 2; RETURN; END $$;
CREATE PROCEDURE of_procedure(INOUT a int) LANGUAGE plpgsql AS $$ BEGIN a := a + 1; COMMIT; RETURN; END $$;
CREATE FUNCTION of_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  NEW.value := 1; NEW.id = 2;
  RETURN NEW;
END $$;
CREATE FUNCTION of_event() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE '% %%', TG_TAG; RETURN; END $$;
CREATE FUNCTION of_variables(int, größe int) RETURNS int LANGUAGE plpgsql AS $$
<<own>>
DECLARE
  "B x" int := 1; values int; r readings; s readings%ROWTYPE; t readings.value%TYPE;
  c CURSOR (k int) FOR SELECT k; d refcursor; z ALIAS FOR $1; a int[]; e text;
BEGIN
  "B x" := 2; own.values := 1; values := 2; z := 3; $1 := 4; größe := größe + 1; a[1] := 2; r.id := 3;
  e := ;
  größe := value FROM readings LIMIT 1;
  SELECT 1, 2 INTO STRICT values, "B x";
  WITH w AS (SELECT 1) SELECT * INTO r FROM w;
  INSERT INTO readings (id) VALUES (1) RETURNING id INTO values;
  FOR x IN c (2) LOOP values := x.k; END LOOP;
  <<numbers>>
  FOR i IN 1..größe LOOP CONTINUE numbers WHEN i = 2; EXIT own; END LOOP;
  RETURN values;
END $$;
CREATE FUNCTION of_statements() RETURNS void LANGUAGE plpgsql AS $$
DECLARE n int;
BEGIN
  PERFORM 1, 2 FROM readings WHERE id > 1;
  EXECUTE format('SELECT %L', 'a') INTO n USING 1;
  RAISE 'a % b %%', 1; RAISE EXCEPTION USING MESSAGE = 'x'; RAISE unique_violation; RAISE SQLSTATE '22012';
  RAISE NOTICE E'a %\n', (1, 2); RAISE NOTICE 'done'; RAISE;
  CALL of_procedure(n); ASSERT n > 1, 'no'; LOCK TABLE readings; CREATE TEMP TABLE other AS SELECT 1;
  MERGE INTO readings USING other ON true WHEN MATCHED THEN DELETE;
  GET DIAGNOSTICS n = ROW_COUNT;
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE '% %', SQLERRM, SQLSTATE;
END $$;
SET check_function_bodies = off;
CREATE FUNCTION unchecked() RETURNS int LANGUAGE plpgsql AS $$ DECLARE a missing; BEGIN SELEC 1; b := 1; RETURN; END $$;
CREATE LANGUAGE plwhatever HANDLER plpgsql_call_handler;
CREATE FUNCTION in_another_language() RETURNS int LANGUAGE plwhatever AS 'BEGIN RETURN 1; END';
