ALTER TABLE notes DROP COLUMN public_id;
