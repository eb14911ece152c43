ALTER SEQUENCE ticket_number CACHE 100;
DROP POLICY owned_tickets ON tickets;
CREATE INDEX tickets_owner ON tickets USING gin (owner gin_trgm_ops);
