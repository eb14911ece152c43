-- For reports by kind of event. `CONCURRENTLY` lets events be written meanwhile; it can't run in a
-- transaction, hence `transaction = false`. If it is cut off, drop the invalid index and run again.
CREATE INDEX CONCURRENTLY idx_analytics_events_type ON analytics_events (event_type, occurred_at DESC);
