-- The counters stay as they were put right: what they were was wrong.
DROP TRIGGER ck_instagram_rate_limits_calls_left_update;
DROP TRIGGER ck_instagram_rate_limits_calls_left_insert;
