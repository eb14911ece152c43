ALTER TABLE notes ADD COLUMN public_id UUID DEFAULT uuid_generate_v4();
