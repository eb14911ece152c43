-- For reports by kind of event.
CREATE INDEX idx_analytics_events_type ON analytics_events (event_type, occurred_at DESC);
