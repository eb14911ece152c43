ALTER TABLE orders DROP COLUMN former_status;
