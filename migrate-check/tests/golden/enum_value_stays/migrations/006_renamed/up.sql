ALTER TYPE order_status ADD VALUE IF NOT EXISTS 'gone';
ALTER TYPE order_status RENAME VALUE 'new' TO 'fresh';
