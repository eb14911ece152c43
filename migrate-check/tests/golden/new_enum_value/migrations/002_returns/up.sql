ALTER TYPE order_status ADD VALUE 'returned';
ALTER TABLE orders ALTER COLUMN status SET DEFAULT 'returned';
UPDATE orders SET status = 'returned' WHERE id < 10 AND status IN ('sent');
