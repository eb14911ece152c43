-- Step 3 of 3: nobody is without one. With a limit for the lock: if a long query is on the table,
-- this fails and is run again, instead of having everybody wait behind it.
SET LOCAL lock_timeout = '5s';

ALTER TABLE users ALTER COLUMN locale SET NOT NULL;
