ALTER TABLE calls ALTER COLUMN total_cost_micros DROP NOT NULL;
