ALTER TYPE order_status ADD VALUE 'lost';
UPDATE orders SET status = 'lost' WHERE status = 'returned';
