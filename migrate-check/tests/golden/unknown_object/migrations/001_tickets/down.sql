DROP TABLE tickets;
DROP SEQUENCE ticket_numbers;
