DELETE FROM events WHERE payload = '{}'::json;
