-- Step 1 of 3 to a column that is never null: it may be, and the application begins to write it.
ALTER TABLE users ADD COLUMN locale varchar(100);
