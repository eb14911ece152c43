-- Adds the operational status of an agent, apart from whether it is archived: an
-- operator can pause an agent or take it out for maintenance and bring it back.
--
-- Every agent there is becomes `active`. Adding a column with a constant default
-- rewrites no rows on PostgreSQL 11 or later. The words are the application's to
-- choose, so there is no check constraint.

ALTER TABLE agents ADD COLUMN operational_status VARCHAR(50) NOT NULL DEFAULT 'active';

COMMENT ON COLUMN agents.operational_status IS 'Operational status of the agent';

CREATE INDEX ix_agents_operational_status ON agents (operational_status);
