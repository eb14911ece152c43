-- Says which execution goes first, and who may see an agent: two enums, which are compared in the order
-- of their words.
--
-- What waits is a table of its own: a row goes when a worker takes it.
CREATE TABLE execution_queue (
    execution_id BIGINT NOT NULL,
    priority ENUM('low', 'normal', 'high', 'urgent') NOT NULL DEFAULT 'normal',
    queued_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
    PRIMARY KEY (execution_id),
    CONSTRAINT fk_execution_queue_execution FOREIGN KEY (execution_id)
        REFERENCES executions (id) ON DELETE CASCADE
) COMMENT = 'Executions that wait for a worker';
CREATE INDEX ix_execution_queue_next ON execution_queue (priority DESC, queued_at);

ALTER TABLE agents
    ADD COLUMN visibility ENUM('private', 'tenant', 'public') NOT NULL DEFAULT 'tenant';
