-- Incident of 2024-03-01: a retry counted its call twice, `calls_left` fell below zero, and the
-- publisher, which waits for zero, hammered Instagram until accounts were blocked.
--
-- Counters below zero are used up; no worker can do it again, whatever its version.
SET LOCAL lock_timeout = '2s';

UPDATE instagram_rate_limits SET calls_left = 0 WHERE calls_left < 0;
ALTER TABLE instagram_rate_limits ADD CONSTRAINT ck_instagram_rate_limits_calls_left CHECK (calls_left >= 0);
