-- Adds the operational status of an agent, apart from whether it is archived: an
-- operator can pause an agent or take it out for maintenance and bring it back.
--
-- Every agent there is becomes `active`. One statement does it all, so that it is
-- done wholly or not at all although schema changes commit by themselves here. The
-- words are the application's to choose, so there is no check constraint.

ALTER TABLE agents
    ADD COLUMN operational_status VARCHAR(50) NOT NULL DEFAULT 'active'
        COMMENT 'Operational status of the agent',
    ADD INDEX ix_agents_operational_status (operational_status);
