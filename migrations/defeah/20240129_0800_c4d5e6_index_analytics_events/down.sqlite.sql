DROP INDEX idx_analytics_events_type;
