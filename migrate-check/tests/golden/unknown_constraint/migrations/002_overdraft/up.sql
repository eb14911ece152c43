-- An account may be overdrawn.
ALTER TABLE accounts DROP CONSTRAINT balance_not_negative;
