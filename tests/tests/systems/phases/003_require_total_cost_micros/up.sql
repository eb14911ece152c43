-- Phase 4: NOT NULL. A check that is valid already spares `SET NOT NULL` the look at every row, during
-- which everybody would wait.
ALTER TABLE calls ADD CONSTRAINT calls_total_cost_micros_is_there
    CHECK (total_cost_micros IS NOT NULL) NOT VALID;
ALTER TABLE calls VALIDATE CONSTRAINT calls_total_cost_micros_is_there;
ALTER TABLE calls ALTER COLUMN total_cost_micros SET NOT NULL;
ALTER TABLE calls DROP CONSTRAINT calls_total_cost_micros_is_there;
