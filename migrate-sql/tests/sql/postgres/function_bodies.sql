CREATE FUNCTION right_one(x integer) RETURNS integer LANGUAGE sql AS $$ SELECT x + $1; $$;
CREATE FUNCTION wrong(x integer) RETURNS integer AS $$
  SELECT x + ;
$$ LANGUAGE sql;
CREATE FUNCTION quoted() RETURNS integer LANGUAGE 'sql' AS 'SELEC 1';
CREATE FUNCTION not_sql() RETURNS integer LANGUAGE plpgsql AS $$ whatever $$;
