-- Forgets the operational status of every agent. The index goes first: SQLite drops
-- no column that an index still names.

DROP INDEX ix_agents_operational_status;

ALTER TABLE agents DROP COLUMN operational_status;
