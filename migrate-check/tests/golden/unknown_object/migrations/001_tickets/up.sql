CREATE SEQUENCE ticket_numbers;
CREATE TABLE tickets (id BIGINT PRIMARY KEY, owner TEXT NOT NULL);
CREATE POLICY own_tickets ON tickets USING (owner = current_user);
