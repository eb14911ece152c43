ALTER TABLE orders ADD COLUMN former_status order_state;
