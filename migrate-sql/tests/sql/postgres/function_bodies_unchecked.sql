SET check_function_bodies = false;
CREATE FUNCTION unchecked() RETURNS integer LANGUAGE sql AS $$ SELEC 1 $$;
