DROP INDEX CONCURRENTLY ix_performance_metrics_time;
DROP INDEX CONCURRENTLY ix_conversation_history_important;
DROP INDEX CONCURRENTLY ix_calls_queue;
DROP INDEX CONCURRENTLY ix_calls_dashboard;
