-- The counters stay as they were put right: what they were was wrong.
ALTER TABLE instagram_rate_limits DROP CONSTRAINT ck_instagram_rate_limits_calls_left;
