-- Says which execution goes first, and who may see an agent: two enum types, which are compared in the
-- order of their words and refuse a value that is none of them.
--
-- What waits is a table of its own: a row goes when a worker takes it, and `executions`, which is large,
-- is not rewritten for it.
CREATE TYPE execution_priority AS ENUM ('low', 'normal', 'high', 'urgent');
CREATE TYPE agent_visibility AS ENUM ('private', 'tenant', 'public');

CREATE TABLE execution_queue (
    execution_id BIGINT NOT NULL,
    priority execution_priority NOT NULL DEFAULT 'normal',
    queued_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_execution_queue PRIMARY KEY (execution_id),
    CONSTRAINT fk_execution_queue_execution FOREIGN KEY (execution_id)
        REFERENCES executions (id) ON DELETE CASCADE
);
CREATE INDEX ix_execution_queue_next ON execution_queue (priority DESC, queued_at);
COMMENT ON TABLE execution_queue IS 'Executions that wait for a worker';

ALTER TABLE agents ADD COLUMN visibility agent_visibility NOT NULL DEFAULT 'tenant';
