-- The tokens that each message takes, for contexts that have a limit.
--
-- Only the application can count them: the messages that are there already are counted by its
-- step in Rust, batch by batch (`-x batch_size=500`).

ALTER TABLE conversation_history ADD COLUMN token_count BIGINT;
