-- How many tokens of context a call has used, and how often its context was pruned. NULL is "not counted
-- yet": the two revisions that follow count the old messages and calls, batch by batch.
ALTER TABLE calls ADD COLUMN context_pruned boolean NOT NULL DEFAULT false;
ALTER TABLE calls ADD COLUMN pruning_count integer NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN total_context_tokens bigint;

ALTER TABLE conversation_history ADD COLUMN token_count bigint;
ALTER TABLE conversation_history ADD COLUMN importance_score double precision NOT NULL DEFAULT 0.5;

CREATE INDEX ix_calls_context ON calls (context_pruned, total_context_tokens);
