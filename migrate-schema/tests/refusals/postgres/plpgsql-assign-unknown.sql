CREATE FUNCTION f(a int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN b := a; RETURN 1; END $$;
