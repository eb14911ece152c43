-- Calls that a voice agent takes: which agent handed over to which, and when a call went to another tier.
CREATE TABLE agent_transitions (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    call_id bigint NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    from_agent varchar(100),
    to_agent varchar(100) NOT NULL,
    reason text,
    occurred_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX ix_agent_transitions_call ON agent_transitions (call_id, occurred_at);

CREATE TABLE tier_escalation_events (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    call_id bigint NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    from_tier varchar(20) NOT NULL,
    to_tier varchar(20) NOT NULL,
    occurred_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX ix_tier_escalation_events_call ON tier_escalation_events (call_id, occurred_at);

ALTER TABLE calls ADD COLUMN voice_session_id varchar(100);
ALTER TABLE calls ADD COLUMN voice_quality double precision;
CREATE INDEX ix_calls_voice_session ON calls (voice_session_id);
