DROP TRIGGER calls_costs_in_step ON calls;
DROP FUNCTION calls_costs_in_step();
ALTER TABLE calls DROP COLUMN total_cost_micros;
