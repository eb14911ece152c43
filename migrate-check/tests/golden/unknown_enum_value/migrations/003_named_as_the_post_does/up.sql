ALTER TYPE order_status RENAME VALUE 'send' TO 'shipped';
