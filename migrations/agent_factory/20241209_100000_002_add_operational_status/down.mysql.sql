-- Forgets the operational status of every agent, in one statement as it came.

ALTER TABLE agents
    DROP INDEX ix_agents_operational_status,
    DROP COLUMN operational_status;
