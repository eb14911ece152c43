DROP INDEX tickets_owner;
CREATE POLICY own_tickets ON tickets USING (owner = current_user);
ALTER SEQUENCE ticket_numbers CACHE 1;
