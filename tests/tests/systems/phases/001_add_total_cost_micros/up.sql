-- Phase 1: the new column, nullable. The trigger is not in the guide: without it, what version 1 changes
-- in a row that has the new column already would be lost when the old column goes.
SET LOCAL lock_timeout = '10s';

ALTER TABLE calls ADD COLUMN total_cost_micros bigint;

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
