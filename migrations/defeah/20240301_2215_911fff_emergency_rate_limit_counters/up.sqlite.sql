-- Incident of 2024-03-01: a retry counted its call twice, `calls_left` fell below zero, and the
-- publisher, which waits for zero, hammered Instagram until accounts were blocked.
--
-- Counters below zero are used up; no worker can do it again, whatever its version.
UPDATE instagram_rate_limits SET calls_left = 0 WHERE calls_left < 0;
CREATE TRIGGER ck_instagram_rate_limits_calls_left_insert BEFORE INSERT ON instagram_rate_limits
WHEN NEW.calls_left < 0
BEGIN
    SELECT RAISE(ABORT, 'ck_instagram_rate_limits_calls_left');
END;
CREATE TRIGGER ck_instagram_rate_limits_calls_left_update BEFORE UPDATE OF calls_left ON instagram_rate_limits
WHEN NEW.calls_left < 0
BEGIN
    SELECT RAISE(ABORT, 'ck_instagram_rate_limits_calls_left');
END;
