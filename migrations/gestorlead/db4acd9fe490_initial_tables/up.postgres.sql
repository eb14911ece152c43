-- The whole schema of GestorLead Studio: domains that check formats, seven lookup tables,
-- six tables of entities, their indexes, and two views that watch performance.
--
-- `tasks`, `agents`, `campaigns` and `users` still have the text columns of the first release
-- (`legacy_…`) beside the keys that replace them; they go once nothing reads them.

CREATE DOMAIN valid_email AS varchar(320)
    CONSTRAINT valid_email_format CHECK (VALUE ~ '^[^@[:space:]]+@[^@[:space:]]+\.[^@[:space:].]+$');
CREATE DOMAIN valid_url AS varchar(2048)
    CONSTRAINT valid_url_format CHECK (VALUE ~* '^https?://[^[:space:]/]+(/[^[:space:]]*)?$');
CREATE DOMAIN valid_uuid AS varchar(36)
    CONSTRAINT valid_uuid_format
    CHECK (VALUE ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$');
CREATE DOMAIN semantic_version AS varchar(64)
    CONSTRAINT semantic_version_format
    CHECK (VALUE ~ '^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$');
CREATE DOMAIN sha256_hash AS varchar(64)
    CONSTRAINT sha256_hash_format CHECK (VALUE ~ '^[0-9a-f]{64}$');

-- Lookup tables. Each row has a code that scripts and programs name it by; the number behind it
-- differs from database to database.

CREATE TABLE subscription_tiers (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code varchar(40) NOT NULL UNIQUE,
    name varchar(80) NOT NULL,
    monthly_credits integer NOT NULL,
    max_agents integer NOT NULL,
    price_cents integer NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- -1 is "as many as you like".
    CONSTRAINT subscription_tiers_credits CHECK (monthly_credits >= -1),
    CONSTRAINT subscription_tiers_agents CHECK (max_agents >= -1),
    CONSTRAINT subscription_tiers_price CHECK (price_cents >= 0)
);

CREATE TABLE ai_providers (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code varchar(40) NOT NULL UNIQUE,
    name varchar(80) NOT NULL,
    website valid_url NOT NULL,
    api_version semantic_version NOT NULL DEFAULT '1.0.0',
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE task_types (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code varchar(40) NOT NULL UNIQUE,
    name varchar(80) NOT NULL,
    category varchar(20) NOT NULL,
    credits integer NOT NULL DEFAULT 1,
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT task_types_category
        CHECK (category IN ('content', 'visual', 'audio', 'video', 'analytics')),
    CONSTRAINT task_types_credits CHECK (credits > 0)
);

CREATE TABLE provider_models (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    provider_id integer NOT NULL REFERENCES ai_providers (id),
    code varchar(80) NOT NULL UNIQUE,
    name varchar(80) NOT NULL,
    modality varchar(20) NOT NULL,
    context_tokens integer,
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT provider_models_modality
        CHECK (modality IN ('text', 'image', 'audio', 'video', 'multimodal')),
    CONSTRAINT provider_models_context CHECK (context_tokens > 0)
);

CREATE TABLE agent_categories (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code varchar(40) NOT NULL UNIQUE,
    name varchar(80) NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE agent_types (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    category_id integer NOT NULL REFERENCES agent_categories (id),
    code varchar(60) NOT NULL UNIQUE,
    name varchar(80) NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE campaign_types (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code varchar(60) NOT NULL UNIQUE,
    name varchar(80) NOT NULL,
    is_active boolean NOT NULL DEFAULT true,
    sort_order integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- Entities.

CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id valid_uuid NOT NULL DEFAULT gen_random_uuid()::text UNIQUE,
    email valid_email NOT NULL,
    full_name varchar(200) NOT NULL,
    avatar_url valid_url,
    subscription_tier_id integer REFERENCES subscription_tiers (id),
    legacy_tier varchar(40),
    credits_left integer NOT NULL DEFAULT 0,
    is_active boolean NOT NULL DEFAULT true,
    preferences jsonb NOT NULL DEFAULT '{}',
    last_login_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- -1 as in subscription_tiers.
    CONSTRAINT users_credits CHECK (credits_left >= -1),
    CONSTRAINT users_preferences CHECK (jsonb_typeof(preferences) = 'object')
);
CREATE UNIQUE INDEX users_email ON users (lower(email));
CREATE INDEX users_tier ON users (subscription_tier_id);
CREATE INDEX users_active ON users (last_login_at DESC) WHERE is_active;

CREATE TABLE campaigns (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id valid_uuid NOT NULL DEFAULT gen_random_uuid()::text UNIQUE,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    campaign_type_id integer REFERENCES campaign_types (id),
    legacy_type varchar(60),
    name varchar(200) NOT NULL,
    status varchar(20) NOT NULL DEFAULT 'draft',
    landing_page valid_url,
    budget_cents bigint,
    starts_on date,
    ends_on date,
    settings jsonb NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT campaigns_status
        CHECK (status IN ('draft', 'scheduled', 'active', 'paused', 'completed', 'archived')),
    CONSTRAINT campaigns_budget CHECK (budget_cents >= 0),
    CONSTRAINT campaigns_dates CHECK (ends_on >= starts_on)
);
CREATE INDEX campaigns_dashboard ON campaigns (user_id, status, created_at DESC);
CREATE INDEX campaigns_type ON campaigns (campaign_type_id);
CREATE INDEX campaigns_settings ON campaigns USING gin (settings jsonb_path_ops);

CREATE TABLE agents (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id valid_uuid NOT NULL DEFAULT gen_random_uuid()::text UNIQUE,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    agent_type_id integer REFERENCES agent_types (id),
    legacy_category varchar(40),
    name varchar(200) NOT NULL,
    version semantic_version NOT NULL DEFAULT '1.0.0',
    status varchar(20) NOT NULL DEFAULT 'draft',
    workflow jsonb NOT NULL DEFAULT '{}',
    run_count bigint NOT NULL DEFAULT 0,
    last_run_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT agents_name UNIQUE (user_id, name),
    CONSTRAINT agents_status CHECK (status IN ('draft', 'active', 'paused', 'archived')),
    CONSTRAINT agents_runs CHECK (run_count >= 0)
);
CREATE INDEX agents_of_user ON agents (user_id, status, last_run_at DESC);
CREATE INDEX agents_type ON agents (agent_type_id);
CREATE INDEX agents_workflow ON agents USING gin (workflow jsonb_path_ops);

CREATE TABLE tasks (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id valid_uuid NOT NULL DEFAULT gen_random_uuid()::text UNIQUE,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    agent_id bigint REFERENCES agents (id) ON DELETE SET NULL,
    campaign_id bigint REFERENCES campaigns (id) ON DELETE SET NULL,
    task_type_id integer REFERENCES task_types (id),
    provider_model_id integer REFERENCES provider_models (id),
    legacy_task_type varchar(40),
    legacy_model varchar(80),
    status varchar(20) NOT NULL DEFAULT 'pending',
    request jsonb NOT NULL DEFAULT '{}',
    error_message text,
    credits_used integer NOT NULL DEFAULT 0,
    duration_ms integer,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    completed_at timestamptz,
    CONSTRAINT tasks_status
        CHECK (status IN ('pending', 'running', 'completed', 'failed', 'cancelled')),
    CONSTRAINT tasks_credits CHECK (credits_used >= 0),
    CONSTRAINT tasks_duration CHECK (duration_ms >= 0),
    CONSTRAINT tasks_order CHECK (completed_at >= started_at),
    CONSTRAINT tasks_failure CHECK (status <> 'failed' OR error_message IS NOT NULL)
);
CREATE INDEX tasks_dashboard ON tasks (user_id, created_at DESC);
CREATE INDEX tasks_playground ON tasks (user_id, task_type_id, created_at DESC);
CREATE INDEX tasks_of_agent ON tasks (agent_id, created_at DESC) WHERE agent_id IS NOT NULL;
CREATE INDEX tasks_of_campaign ON tasks (campaign_id) WHERE campaign_id IS NOT NULL;
CREATE INDEX tasks_waiting ON tasks (created_at) WHERE status IN ('pending', 'running');
CREATE INDEX tasks_analytics ON tasks (created_at, task_type_id) INCLUDE (credits_used, duration_ms);
CREATE INDEX tasks_model ON tasks (provider_model_id);
CREATE INDEX tasks_request ON tasks USING gin (request jsonb_path_ops);

CREATE TABLE api_keys (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    provider_id integer NOT NULL REFERENCES ai_providers (id),
    label varchar(80) NOT NULL,
    -- The application encrypts the key; the hash finds it again without decrypting any.
    encrypted_key bytea NOT NULL,
    key_hash sha256_hash NOT NULL UNIQUE,
    is_active boolean NOT NULL DEFAULT true,
    last_used_at timestamptz,
    expires_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT api_keys_label UNIQUE (user_id, provider_id, label),
    CONSTRAINT api_keys_expiry CHECK (expires_at > created_at)
);
CREATE INDEX api_keys_provider ON api_keys (provider_id);

CREATE TABLE generated_content (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    public_id valid_uuid NOT NULL DEFAULT gen_random_uuid()::text UNIQUE,
    task_id bigint NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
    user_id bigint NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    content_type varchar(20) NOT NULL,
    body text,
    file_url valid_url,
    content_hash sha256_hash,
    details jsonb NOT NULL DEFAULT '{}',
    is_favorite boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT generated_content_type
        CHECK (content_type IN ('text', 'image', 'audio', 'video', 'report')),
    CONSTRAINT generated_content_somewhere CHECK (body IS NOT NULL OR file_url IS NOT NULL)
);
CREATE INDEX generated_content_task ON generated_content (task_id);
CREATE INDEX generated_content_library ON generated_content (user_id, content_type, created_at DESC);
CREATE INDEX generated_content_favorites ON generated_content (user_id, created_at DESC) WHERE is_favorite;
CREATE INDEX generated_content_details ON generated_content USING gin (details jsonb_path_ops);

CREATE VIEW index_usage_stats AS
SELECT
    schemaname,
    relname AS table_name,
    indexrelname AS index_name,
    idx_scan AS scans,
    idx_tup_read AS tuples_read,
    idx_tup_fetch AS tuples_fetched,
    pg_size_pretty(pg_relation_size(indexrelid)) AS size
FROM pg_stat_user_indexes;

-- What pg_stat_statements counted, or nothing where a server does without it. The extension is
-- found when the function is called: it may be created later, in any schema, and its columns
-- `total_time` and `mean_time` became `total_exec_time` and `mean_exec_time` in PostgreSQL 13.
CREATE FUNCTION statement_statistics()
RETURNS TABLE (query text, calls bigint, total_time double precision, mean_time double precision, rows_returned bigint)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    statistics regclass;
    part text;
BEGIN
    SELECT c.oid::regclass INTO statistics
    FROM pg_extension e
    JOIN pg_class c ON c.relnamespace = e.extnamespace
    WHERE e.extname = 'pg_stat_statements' AND c.relname = 'pg_stat_statements';
    IF statistics IS NULL THEN
        RETURN;
    END IF;
    SELECT CASE WHEN a.attname = 'mean_exec_time' THEN 'exec_time' ELSE 'time' END INTO part
    FROM pg_attribute a
    WHERE a.attrelid = statistics AND a.attname IN ('mean_exec_time', 'mean_time');
    RETURN QUERY EXECUTE format(
        'SELECT s.query, s.calls, s.total_%1$s, s.mean_%1$s, s.rows FROM %2$s AS s', part, statistics);
EXCEPTION
    -- Created, but not in shared_preload_libraries.
    WHEN object_not_in_prerequisite_state THEN
        RETURN;
END
$$;

CREATE VIEW slow_queries_analysis AS
SELECT query, calls, total_time, mean_time, rows_returned
FROM statement_statistics()
WHERE mean_time > 100;
