ALTER TABLE notes DROP COLUMN due_date;
