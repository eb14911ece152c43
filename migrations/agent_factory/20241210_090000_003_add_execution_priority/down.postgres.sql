ALTER TABLE agents DROP COLUMN visibility;
DROP TABLE execution_queue;

DROP TYPE agent_visibility;
DROP TYPE execution_priority;
