ALTER TABLE calls ADD COLUMN total_cost numeric(12, 4);
UPDATE calls SET total_cost = total_cost_micros / 1000000.0;
ALTER TABLE calls ALTER COLUMN total_cost SET NOT NULL;

CREATE FUNCTION calls_costs_in_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.total_cost_micros := coalesce(NEW.total_cost_micros, NEW.total_cost * 1000000);
        NEW.total_cost := coalesce(NEW.total_cost, NEW.total_cost_micros / 1000000.0);
    ELSIF NEW.total_cost IS DISTINCT FROM OLD.total_cost THEN
        NEW.total_cost_micros := NEW.total_cost * 1000000;
    ELSIF NEW.total_cost_micros IS DISTINCT FROM OLD.total_cost_micros THEN
        NEW.total_cost := NEW.total_cost_micros / 1000000.0;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER calls_costs_in_step BEFORE INSERT OR UPDATE ON calls
    FOR EACH ROW EXECUTE FUNCTION calls_costs_in_step();
