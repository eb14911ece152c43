-- Drops everything, with all data: what refers to others first.
DROP TABLE system_config;
DROP TABLE analytics_events;
DROP TABLE instagram_posts;
DROP TABLE instagram_rate_limits;
DROP TABLE instagram_tokens;
DROP TABLE instagram_accounts;
DROP TABLE ai_generations;
DROP TABLE media_files;
DROP TABLE posts;
DROP TABLE campaigns;
DROP TABLE user_sessions;
DROP TABLE users;
