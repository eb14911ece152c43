-- The twelve tables of the backend: people and their sessions, campaigns and posts, what Instagram
-- knows of them, and what happened.
--
-- Keys are UUIDs, written as text, but for those of which there are very many (`analytics_events`)
-- and of what has a key of its own (`system_config`). Documents are text that must be valid JSON.

CREATE TABLE users (
    id text PRIMARY KEY NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))
    )),
    email varchar(320) NOT NULL UNIQUE,
    hashed_password text NOT NULL,
    full_name varchar(200),
    is_active boolean NOT NULL DEFAULT true,
    notification_preferences text CHECK (json_valid(notification_preferences)),
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE user_sessions (
    id text PRIMARY KEY NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))
    )),
    user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- SHA-256 of the cookie, in hexadecimal; the cookie itself is never stored.
    token_hash varchar(64) NOT NULL UNIQUE,
    expires_at timestamp NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_user_sessions_user_id ON user_sessions (user_id);

CREATE TABLE campaigns (
    id text PRIMARY KEY NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))
    )),
    user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name varchar(200) NOT NULL,
    status varchar(20) NOT NULL DEFAULT 'draft',
    budget_cents bigint NOT NULL DEFAULT 0,
    start_date date NOT NULL,
    end_date date,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT ck_campaigns_status CHECK (status IN ('draft', 'running', 'paused', 'ended')),
    CONSTRAINT ck_campaigns_budget CHECK (budget_cents >= 0)
);
CREATE INDEX idx_campaigns_user_id ON campaigns (user_id);

CREATE TABLE posts (
    id text PRIMARY KEY NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))
    )),
    user_id text NOT NULL,
    title varchar(500),
    caption text NOT NULL,
    media_url text NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deleted_at timestamp,
    CONSTRAINT fk_posts_user_id FOREIGN KEY (user_id) REFERENCES users (id)
);
CREATE INDEX idx_posts_user_id ON posts (user_id);

CREATE TABLE media_files (
    id text PRIMARY KEY NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))
    )),
    user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    storage_key varchar(500) NOT NULL UNIQUE,
    content_type varchar(100) NOT NULL,
    size_bytes bigint NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT ck_media_files_size CHECK (size_bytes >= 0)
);
CREATE INDEX idx_media_files_user_id ON media_files (user_id);

CREATE TABLE ai_generations (
    id text PRIMARY KEY NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))
    )),
    user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    model varchar(100) NOT NULL,
    prompt text NOT NULL,
    output text,
    tokens_used integer NOT NULL DEFAULT 0,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT ck_ai_generations_tokens CHECK (tokens_used >= 0)
);
CREATE INDEX idx_ai_generations_user_id ON ai_generations (user_id, created_at DESC);

CREATE TABLE instagram_accounts (
    id text PRIMARY KEY NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))
    )),
    user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    instagram_user_id varchar(64) NOT NULL UNIQUE,
    username varchar(30) NOT NULL,
    followers_count integer NOT NULL DEFAULT 0,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX idx_instagram_accounts_user_id ON instagram_accounts (user_id);

CREATE TABLE instagram_tokens (
    id text PRIMARY KEY NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))
    )),
    account_id text NOT NULL UNIQUE REFERENCES instagram_accounts (id) ON DELETE CASCADE,
    encrypted_token text NOT NULL,
    expires_at timestamp NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE instagram_rate_limits (
    id text PRIMARY KEY NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))
    )),
    account_id text NOT NULL REFERENCES instagram_accounts (id) ON DELETE CASCADE,
    endpoint varchar(100) NOT NULL,
    window_start timestamp NOT NULL,
    calls_left integer NOT NULL DEFAULT 200,
    CONSTRAINT uq_instagram_rate_limits_window UNIQUE (account_id, endpoint, window_start)
);

CREATE TABLE instagram_posts (
    id text PRIMARY KEY NOT NULL DEFAULT (lower(
        hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
        || '-a' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))
    )),
    account_id text NOT NULL REFERENCES instagram_accounts (id) ON DELETE CASCADE,
    -- What was written here; null for what was posted on the telephone.
    post_id text UNIQUE,
    media_id varchar(64) NOT NULL UNIQUE,
    likes_count integer NOT NULL DEFAULT 0,
    comments_count integer NOT NULL DEFAULT 0,
    published_at timestamp NOT NULL,
    CONSTRAINT fk_instagram_posts_post_id FOREIGN KEY (post_id) REFERENCES posts (id)
);
CREATE INDEX idx_instagram_posts_account_id ON instagram_posts (account_id, published_at DESC);

CREATE TABLE analytics_events (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id text REFERENCES users (id) ON DELETE SET NULL,
    event_type varchar(50) NOT NULL,
    properties text NOT NULL DEFAULT '{}' CHECK (json_valid(properties)),
    occurred_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE system_config (
    key varchar(100) PRIMARY KEY NOT NULL,
    value text NOT NULL CHECK (json_valid(value)),
    description text,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
