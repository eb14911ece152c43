-- A covering index for the dashboard, a partial one for the few calls that wait in the queue, another for
-- the important messages of a call, and one in the order of time for metrics.
-- Made concurrently: calls go on meanwhile.
CREATE INDEX CONCURRENTLY ix_calls_dashboard ON calls (status, created_at DESC)
    INCLUDE (tier, total_cost);
CREATE INDEX CONCURRENTLY ix_calls_queue ON calls (created_at, id) WHERE status = 'queued';
CREATE INDEX CONCURRENTLY ix_conversation_history_important ON conversation_history (call_id, importance_score)
    WHERE importance_score > 0.8;
CREATE INDEX CONCURRENTLY ix_performance_metrics_time ON performance_metrics (name, recorded_at DESC)
    INCLUDE (value);
