CREATE FUNCTION slug(title TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$
    SELECT replace(lower(title), ' ', '-')
$$;
