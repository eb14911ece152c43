-- Calls, the contacts they were with, what was said, and what was noted.
CREATE TABLE contacts (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    phone_number varchar(20) NOT NULL UNIQUE,
    full_name varchar(200),
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE calls (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    contact_id bigint REFERENCES contacts (id) ON DELETE SET NULL,
    phone_number varchar(20) NOT NULL,
    status varchar(20) NOT NULL,
    tier varchar(20) NOT NULL,
    total_cost numeric(12, 4) NOT NULL DEFAULT 0,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    ended_at timestamp
);
CREATE INDEX ix_calls_contact ON calls (contact_id);
CREATE INDEX ix_calls_created_at ON calls (created_at);

CREATE TABLE conversation_history (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    call_id bigint NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    role varchar(20) NOT NULL,
    content text NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX ix_conversation_history_call ON conversation_history (call_id, id);

CREATE TABLE call_notes (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    call_id bigint NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    note text NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX ix_call_notes_call ON call_notes (call_id);
