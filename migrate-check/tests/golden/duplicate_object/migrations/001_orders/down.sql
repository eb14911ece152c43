DROP TYPE order_status;
DROP SCHEMA billing;
