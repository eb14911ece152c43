-- The whole schema of GestorLead Studio, as far as SQLite can say it: seven lookup tables, six
-- tables of entities and their indexes. Formats are checked by `GLOB` where PostgreSQL has a domain,
-- and what watches PostgreSQL's performance has no counterpart.
--
-- `tasks`, `agents`, `campaigns` and `users` still have the text columns of the first release
-- (`legacy_…`) beside the keys that replace them; they go once nothing reads them.

-- Lookup tables. Each row has a code that scripts and programs name it by; the number behind it
-- differs from database to database.

CREATE TABLE subscription_tiers (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    code varchar(40) NOT NULL UNIQUE,
    name varchar(80) NOT NULL,
    monthly_credits integer NOT NULL,
    max_agents integer NOT NULL,
    price_cents integer NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- -1 is "as many as you like".
    CONSTRAINT subscription_tiers_credits CHECK (monthly_credits >= -1),
    CONSTRAINT subscription_tiers_agents CHECK (max_agents >= -1),
    CONSTRAINT subscription_tiers_price CHECK (price_cents >= 0)
);

CREATE TABLE ai_providers (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    code varchar(40) NOT NULL UNIQUE,
    name varchar(80) NOT NULL,
    website varchar(2048) NOT NULL,
    api_version varchar(64) NOT NULL DEFAULT '1.0.0',
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT ai_providers_website_format
        CHECK ((website LIKE 'http://_%' OR website LIKE 'https://_%') AND website NOT LIKE '% %'),
    CONSTRAINT ai_providers_api_version_format
        CHECK (api_version GLOB '[0-9]*.[0-9]*.[0-9]*')
);

CREATE TABLE task_types (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    code varchar(40) NOT NULL UNIQUE,
    name varchar(80) NOT NULL,
    category varchar(20) NOT NULL,
    credits integer NOT NULL DEFAULT 1,
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT task_types_category
        CHECK (category IN ('content', 'visual', 'audio', 'video', 'analytics')),
    CONSTRAINT task_types_credits CHECK (credits > 0)
);

CREATE TABLE provider_models (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    provider_id integer NOT NULL REFERENCES ai_providers (id),
    code varchar(80) NOT NULL UNIQUE,
    name varchar(80) NOT NULL,
    modality varchar(20) NOT NULL,
    context_tokens integer,
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT provider_models_modality
        CHECK (modality IN ('text', 'image', 'audio', 'video', 'multimodal')),
    CONSTRAINT provider_models_context CHECK (context_tokens > 0)
);

CREATE TABLE agent_categories (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    code varchar(40) NOT NULL UNIQUE,
    name varchar(80) NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE agent_types (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    category_id integer NOT NULL REFERENCES agent_categories (id),
    code varchar(60) NOT NULL UNIQUE,
    name varchar(80) NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

CREATE TABLE campaign_types (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    code varchar(60) NOT NULL UNIQUE,
    name varchar(80) NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);

-- Entities.

CREATE TABLE users (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    public_id varchar(36) NOT NULL UNIQUE
        DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(6)))),
    email varchar(320) NOT NULL,
    full_name varchar(200) NOT NULL,
    avatar_url varchar(2048),
    subscription_tier_id integer REFERENCES subscription_tiers (id),
    legacy_tier varchar(40),
    credits_left integer NOT NULL DEFAULT 0,
    is_active boolean NOT NULL DEFAULT true,
    preferences text NOT NULL DEFAULT '{}',
    last_login_at timestamp,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- -1 as in subscription_tiers.
    CONSTRAINT users_credits CHECK (credits_left >= -1),
    CONSTRAINT users_preferences CHECK (json_type(preferences) = 'object'),
    CONSTRAINT users_public_id_format
        CHECK (length(public_id) = 36 AND public_id GLOB '????????-????-????-????-????????????' AND replace(public_id, '-', '') NOT GLOB '*[^0-9a-f]*'),
    CONSTRAINT users_email_format
        CHECK (email LIKE '%_@_%._%' AND email NOT GLOB '*[ @]*@*' AND email NOT LIKE '% %'),
    CONSTRAINT users_avatar_url_format
        CHECK ((avatar_url LIKE 'http://_%' OR avatar_url LIKE 'https://_%') AND avatar_url NOT LIKE '% %')
);
CREATE UNIQUE INDEX users_email ON users (lower(email));
CREATE INDEX users_tier ON users (subscription_tier_id);
CREATE INDEX users_active ON users (last_login_at DESC) WHERE is_active;

CREATE TABLE campaigns (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    public_id varchar(36) NOT NULL UNIQUE
        DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(6)))),
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    campaign_type_id integer REFERENCES campaign_types (id),
    legacy_type varchar(60),
    name varchar(200) NOT NULL,
    status varchar(20) NOT NULL DEFAULT 'draft',
    landing_page varchar(2048),
    budget_cents bigint,
    starts_on date,
    ends_on date,
    settings text NOT NULL DEFAULT '{}',
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT campaigns_status
        CHECK (status IN ('draft', 'scheduled', 'active', 'paused', 'completed', 'archived')),
    CONSTRAINT campaigns_budget CHECK (budget_cents >= 0),
    CONSTRAINT campaigns_dates CHECK (ends_on >= starts_on),
    CONSTRAINT campaigns_public_id_format
        CHECK (length(public_id) = 36 AND public_id GLOB '????????-????-????-????-????????????' AND replace(public_id, '-', '') NOT GLOB '*[^0-9a-f]*'),
    CONSTRAINT campaigns_landing_page_format
        CHECK ((landing_page LIKE 'http://_%' OR landing_page LIKE 'https://_%') AND landing_page NOT LIKE '% %')
);
CREATE INDEX campaigns_dashboard ON campaigns (user_id, status, created_at DESC);
CREATE INDEX campaigns_type ON campaigns (campaign_type_id);

CREATE TABLE agents (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    public_id varchar(36) NOT NULL UNIQUE
        DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(6)))),
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    agent_type_id integer REFERENCES agent_types (id),
    legacy_category varchar(40),
    name varchar(200) NOT NULL,
    version varchar(64) NOT NULL DEFAULT '1.0.0',
    status varchar(20) NOT NULL DEFAULT 'draft',
    workflow text NOT NULL DEFAULT '{}',
    run_count bigint NOT NULL DEFAULT 0,
    last_run_at timestamp,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT agents_name UNIQUE (user_id, name),
    CONSTRAINT agents_status CHECK (status IN ('draft', 'active', 'paused', 'archived')),
    CONSTRAINT agents_runs CHECK (run_count >= 0),
    CONSTRAINT agents_public_id_format
        CHECK (length(public_id) = 36 AND public_id GLOB '????????-????-????-????-????????????' AND replace(public_id, '-', '') NOT GLOB '*[^0-9a-f]*'),
    CONSTRAINT agents_version_format
        CHECK (version GLOB '[0-9]*.[0-9]*.[0-9]*')
);
CREATE INDEX agents_of_user ON agents (user_id, status, last_run_at DESC);
CREATE INDEX agents_type ON agents (agent_type_id);

CREATE TABLE tasks (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    public_id varchar(36) NOT NULL UNIQUE
        DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(6)))),
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    agent_id bigint REFERENCES agents (id) ON DELETE SET NULL,
    campaign_id bigint REFERENCES campaigns (id) ON DELETE SET NULL,
    task_type_id integer REFERENCES task_types (id),
    provider_model_id integer REFERENCES provider_models (id),
    legacy_task_type varchar(40),
    legacy_model varchar(80),
    status varchar(20) NOT NULL DEFAULT 'pending',
    request text NOT NULL DEFAULT '{}',
    error_message text,
    credits_used integer NOT NULL DEFAULT 0,
    duration_ms integer,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    started_at timestamp,
    completed_at timestamp,
    CONSTRAINT tasks_status
        CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    CONSTRAINT tasks_credits CHECK (credits_used >= 0),
    CONSTRAINT tasks_duration CHECK (duration_ms >= 0),
    CONSTRAINT tasks_order CHECK (completed_at >= started_at),
    CONSTRAINT tasks_failure CHECK (status <> 'failed' OR error_message IS NOT NULL),
    CONSTRAINT tasks_public_id_format
        CHECK (length(public_id) = 36 AND public_id GLOB '????????-????-????-????-????????????' AND replace(public_id, '-', '') NOT GLOB '*[^0-9a-f]*')
);
CREATE INDEX tasks_dashboard ON tasks (user_id, created_at DESC);
CREATE INDEX tasks_playground ON tasks (user_id, task_type_id, created_at DESC);
CREATE INDEX tasks_of_agent ON tasks (agent_id, created_at DESC) WHERE agent_id IS NOT NULL;
CREATE INDEX tasks_of_campaign ON tasks (campaign_id) WHERE campaign_id IS NOT NULL;
CREATE INDEX tasks_waiting ON tasks (created_at) WHERE status IN ('pending', 'running');
CREATE INDEX tasks_analytics ON tasks (created_at, task_type_id);
CREATE INDEX tasks_model ON tasks (provider_model_id);

CREATE TABLE api_keys (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider_id integer NOT NULL REFERENCES ai_providers (id),
    label varchar(80) NOT NULL,
    -- The application encrypts the key; the hash finds it again without decrypting any.
    encrypted_key blob NOT NULL,
    key_hash varchar(64) NOT NULL UNIQUE,
    is_active boolean NOT NULL DEFAULT true,
    last_used_at timestamp,
    expires_at timestamp,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT api_keys_label UNIQUE (user_id, provider_id, label),
    CONSTRAINT api_keys_expiry CHECK (expires_at > created_at),
    CONSTRAINT api_keys_key_hash_format
        CHECK (length(key_hash) = 64 AND key_hash NOT GLOB '*[^0-9a-f]*')
);
CREATE INDEX api_keys_provider ON api_keys (provider_id);

CREATE TABLE generated_content (
    id integer PRIMARY KEY AUTOINCREMENT NOT NULL,
    public_id varchar(36) NOT NULL UNIQUE
        DEFAULT (lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(2)) || '-' || hex(randomblob(6)))),
    task_id bigint NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    content_type varchar(20) NOT NULL,
    body text,
    file_url varchar(2048),
    content_hash varchar(64),
    details text NOT NULL DEFAULT '{}',
    is_favorite boolean NOT NULL DEFAULT false,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT generated_content_type
        CHECK (content_type IN ('text', 'image', 'audio', 'video', 'report')),
    CONSTRAINT generated_content_somewhere CHECK (body IS NOT NULL OR file_url IS NOT NULL),
    CONSTRAINT generated_content_public_id_format
        CHECK (length(public_id) = 36 AND public_id GLOB '????????-????-????-????-????????????' AND replace(public_id, '-', '') NOT GLOB '*[^0-9a-f]*'),
    CONSTRAINT generated_content_file_url_format
        CHECK ((file_url LIKE 'http://_%' OR file_url LIKE 'https://_%') AND file_url NOT LIKE '% %'),
    CONSTRAINT generated_content_content_hash_format
        CHECK (length(content_hash) = 64 AND content_hash NOT GLOB '*[^0-9a-f]*')
);
CREATE INDEX generated_content_task ON generated_content (task_id);
CREATE INDEX generated_content_library ON generated_content (user_id, content_type, created_at DESC);
CREATE INDEX generated_content_favorites ON generated_content (user_id, created_at DESC) WHERE is_favorite;
