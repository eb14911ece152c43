-- Step 2 of 3: everybody who was there before gets a value. New rows have one already.
UPDATE users SET locale = 'en-US' WHERE locale IS NULL;
