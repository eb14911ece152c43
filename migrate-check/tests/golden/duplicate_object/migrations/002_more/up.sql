CREATE SCHEMA billing;
ALTER TYPE order_status ADD VALUE 'paid' BEFORE 'sent';
