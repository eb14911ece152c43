DROP INDEX ix_calls_context;

ALTER TABLE conversation_history DROP COLUMN importance_score;
ALTER TABLE conversation_history DROP COLUMN token_count;

ALTER TABLE calls DROP COLUMN total_context_tokens;
ALTER TABLE calls DROP COLUMN pruning_count;
ALTER TABLE calls DROP COLUMN context_pruned;
