-- Says which execution goes first, and who may see an agent. SQLite has no enum types: the words are
-- checked text.
--
-- What waits is a table of its own: a row goes when a worker takes it.
CREATE TABLE execution_queue (
    execution_id BIGINT NOT NULL PRIMARY KEY
        REFERENCES executions (id) ON DELETE CASCADE,
    priority VARCHAR(10) NOT NULL DEFAULT 'normal'
        CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    queued_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX ix_execution_queue_next ON execution_queue (priority, queued_at);

ALTER TABLE agents ADD COLUMN visibility VARCHAR(10) NOT NULL DEFAULT 'tenant'
    CHECK (visibility IN ('private', 'tenant', 'public'));
