-- Adds the operational status of an agent, apart from whether it is archived: an
-- operator can pause an agent or take it out for maintenance and bring it back.
--
-- Every agent there is becomes `active`. SQLite adds a column without touching the
-- rows. The words are the application's to choose, so there is no check constraint.

ALTER TABLE agents ADD COLUMN operational_status VARCHAR(50) NOT NULL DEFAULT 'active';

CREATE INDEX ix_agents_operational_status ON agents (operational_status);
