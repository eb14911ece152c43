CREATE TABLE notes (id BIGINT PRIMARY KEY, changed_at TIMESTAMPTZ);
CREATE FUNCTION set_changed_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_at := now();
    RETURN NEW;
END;
$$;
