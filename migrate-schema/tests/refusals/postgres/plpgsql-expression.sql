CREATE FUNCTION f(a int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN a := a +; RETURN 1; END $$;
