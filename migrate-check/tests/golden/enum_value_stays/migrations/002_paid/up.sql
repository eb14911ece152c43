ALTER TABLE orders ADD COLUMN paid boolean;
ALTER TYPE order_status ADD VALUE 'paid';
ALTER TYPE order_status ADD VALUE 'sent';
