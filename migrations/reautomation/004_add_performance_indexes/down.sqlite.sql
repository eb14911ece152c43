DROP INDEX ix_performance_metrics_time;
DROP INDEX ix_conversation_history_important;
DROP INDEX ix_calls_queue;
DROP INDEX ix_calls_dashboard;
