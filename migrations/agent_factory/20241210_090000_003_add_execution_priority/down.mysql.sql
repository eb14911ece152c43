ALTER TABLE agents DROP COLUMN visibility;
DROP TABLE execution_queue;
