DROP INDEX ix_calls_voice_session;
ALTER TABLE calls DROP COLUMN voice_quality;
ALTER TABLE calls DROP COLUMN voice_session_id;
DROP TABLE tier_escalation_events;
DROP TABLE agent_transitions;
