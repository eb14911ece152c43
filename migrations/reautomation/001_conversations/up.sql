-- Calls, and what was said in each.

CREATE TABLE calls (
    id BIGINT NOT NULL PRIMARY KEY,
    phone_number VARCHAR(20) NOT NULL
);

CREATE TABLE conversation_history (
    id BIGINT NOT NULL PRIMARY KEY,
    call_id BIGINT NOT NULL REFERENCES calls (id),
    role VARCHAR(20) NOT NULL,
    content TEXT NOT NULL
);

CREATE INDEX ix_conversation_history_call ON conversation_history (call_id, id);
