-- Phase 6: nobody reads or writes the old column any more.
SET LOCAL lock_timeout = '10s';

DROP TRIGGER calls_costs_in_step ON calls;
DROP FUNCTION calls_costs_in_step();
ALTER TABLE calls DROP COLUMN total_cost;
