ALTER TABLE conversation_history DROP COLUMN token_count;
