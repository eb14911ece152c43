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
