-- Creates the tables of the agent platform: the organisations that use it, their
-- people and agents, what the agents ran, and the trails kept for auditors and billing.
--
-- Every row belongs to one tenant. Tables below `agents` carry `tenant_id` beside the
-- agent's id and reference both at once, so that the database itself refuses a row
-- that would join one tenant's execution to another tenant's agent. Deleting a tenant
-- deletes what it owns, with one exception: `audit_logs` outlives tenants and users.
-- Its references become null, and `tenant_slug` and `actor_email` keep who it was.
--
-- People who leave must not take history along: columns that only say who did
-- something (`created_by`, `requested_by`, `invited_by`) become null with the user.
--
-- Keys are 64-bit integers on every database, so that one set of Diesel queries
-- serves all of them. Money is counted in millionths (`cost_micros`), never in floats.
-- Lists of words (`plan`, `role`, `status`) are checked text: adding a word
-- later is a new check constraint, not a change of type.
--
-- On SQLite the keys are `INTEGER PRIMARY KEY`, which is the 64-bit row id itself
-- (let `diesel print-schema` know with `sqlite_integer_primary_key_is_bigint`);
-- times are text in UTC, documents are text that must be valid JSON, and foreign keys
-- hold only on connections that have run `PRAGMA foreign_keys = ON`.

CREATE TABLE tenants (
    id INTEGER NOT NULL PRIMARY KEY,
    slug VARCHAR(63) NOT NULL,
    name VARCHAR(200) NOT NULL,
    plan VARCHAR(20) NOT NULL DEFAULT 'free',
    status VARCHAR(20) NOT NULL DEFAULT 'active',
    settings TEXT NOT NULL DEFAULT '{}',
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_tenants_slug UNIQUE (slug),
    CONSTRAINT ck_tenants_slug CHECK (
        slug <> '' AND slug NOT GLOB '*[^a-z0-9-]*'
        AND slug NOT GLOB '-*' AND slug NOT GLOB '*-'
    ),
    CONSTRAINT ck_tenants_plan CHECK (plan IN ('free', 'team', 'business', 'enterprise')),
    CONSTRAINT ck_tenants_status CHECK (status IN ('active', 'suspended', 'closed')),
    CONSTRAINT ck_tenants_settings CHECK (json_valid(settings))
);

CREATE INDEX ix_tenants_not_active ON tenants (status, updated_at) WHERE status <> 'active';

CREATE TABLE users (
    id INTEGER NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    email VARCHAR(254) NOT NULL,
    full_name VARCHAR(200) NOT NULL,
    role VARCHAR(20) NOT NULL DEFAULT 'member',
    is_active BOOLEAN NOT NULL DEFAULT TRUE,
    last_login_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT fk_users_tenant FOREIGN KEY (tenant_id)
        REFERENCES tenants (id) ON DELETE CASCADE,
    CONSTRAINT ck_users_email CHECK (email LIKE '_%@_%'),
    CONSTRAINT ck_users_role CHECK (role IN ('owner', 'admin', 'member', 'viewer'))
);

-- Addresses are the same whatever their case.
CREATE UNIQUE INDEX uq_users_tenant_email ON users (tenant_id, lower(email));
CREATE INDEX ix_users_active ON users (tenant_id, role) WHERE is_active;

CREATE TABLE agents (
    id INTEGER NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    slug VARCHAR(63) NOT NULL,
    name VARCHAR(200) NOT NULL,
    description TEXT,
    configuration TEXT NOT NULL DEFAULT '{}',
    tags TEXT NOT NULL DEFAULT '[]',
    created_by BIGINT,
    archived_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_agents_tenant_slug UNIQUE (tenant_id, slug),
    -- What the tables below reference, so that tenant and agent agree.
    CONSTRAINT uq_agents_tenant_id UNIQUE (tenant_id, id),
    CONSTRAINT fk_agents_tenant FOREIGN KEY (tenant_id)
        REFERENCES tenants (id) ON DELETE CASCADE,
    CONSTRAINT fk_agents_created_by FOREIGN KEY (created_by)
        REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_agents_configuration CHECK (json_valid(configuration)),
    CONSTRAINT ck_agents_tags CHECK (json_valid(tags) AND json_type(tags) = 'array')
);

CREATE INDEX ix_agents_created_by ON agents (created_by);
CREATE INDEX ix_agents_in_use ON agents (tenant_id, name) WHERE archived_at IS NULL;
-- An index on an expression: which agents use a given model.
CREATE INDEX ix_agents_configuration_model
    ON agents (tenant_id, json_extract(configuration, '$.model'));

CREATE TABLE agent_versions (
    id INTEGER NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    agent_id BIGINT NOT NULL,
    version_number INTEGER NOT NULL,
    model VARCHAR(100) NOT NULL,
    system_prompt TEXT NOT NULL,
    parameters TEXT NOT NULL DEFAULT '{}',
    created_by BIGINT,
    published_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_agent_versions_number UNIQUE (agent_id, version_number),
    CONSTRAINT fk_agent_versions_agent FOREIGN KEY (tenant_id, agent_id)
        REFERENCES agents (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_agent_versions_created_by FOREIGN KEY (created_by)
        REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_agent_versions_number CHECK (version_number > 0),
    CONSTRAINT ck_agent_versions_parameters CHECK (json_valid(parameters))
);

CREATE INDEX ix_agent_versions_agent ON agent_versions (tenant_id, agent_id);
CREATE INDEX ix_agent_versions_created_by ON agent_versions (created_by);
CREATE INDEX ix_agent_versions_published ON agent_versions (agent_id, version_number DESC)
    WHERE published_at IS NOT NULL;

CREATE TABLE executions (
    id INTEGER NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    agent_id BIGINT NOT NULL,
    agent_version_id BIGINT,
    requested_by BIGINT,
    -- Chosen by the caller: a request that is sent twice runs once.
    request_key VARCHAR(64) NOT NULL,
    status VARCHAR(20) NOT NULL DEFAULT 'queued',
    input TEXT NOT NULL DEFAULT '{}',
    output TEXT,
    error_message TEXT,
    input_tokens BIGINT NOT NULL DEFAULT 0,
    output_tokens BIGINT NOT NULL DEFAULT 0,
    cost_micros BIGINT NOT NULL DEFAULT 0,
    queued_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    started_at TIMESTAMP,
    finished_at TIMESTAMP,
    CONSTRAINT uq_executions_request UNIQUE (tenant_id, request_key),
    CONSTRAINT fk_executions_agent FOREIGN KEY (tenant_id, agent_id)
        REFERENCES agents (tenant_id, id) ON DELETE CASCADE,
    CONSTRAINT fk_executions_agent_version FOREIGN KEY (agent_version_id)
        REFERENCES agent_versions (id) ON DELETE SET NULL,
    CONSTRAINT fk_executions_requested_by FOREIGN KEY (requested_by)
        REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_executions_status
        CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    CONSTRAINT ck_executions_finished
        CHECK ((status IN ('succeeded', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
    CONSTRAINT ck_executions_times CHECK (finished_at >= started_at),
    CONSTRAINT ck_executions_documents CHECK (json_valid(input) AND (output IS NULL OR json_valid(output))),
    CONSTRAINT ck_executions_amounts
        CHECK (input_tokens >= 0 AND output_tokens >= 0 AND cost_micros >= 0)
);

CREATE INDEX ix_executions_agent ON executions (tenant_id, agent_id, queued_at DESC);
CREATE INDEX ix_executions_agent_version ON executions (agent_version_id);
CREATE INDEX ix_executions_requested_by ON executions (requested_by);
CREATE INDEX ix_executions_unfinished ON executions (queued_at)
    WHERE status IN ('queued', 'running');

CREATE TABLE audit_logs (
    id INTEGER NOT NULL PRIMARY KEY,
    tenant_id BIGINT,
    tenant_slug VARCHAR(63) NOT NULL,
    user_id BIGINT,
    actor_email VARCHAR(254),
    action VARCHAR(100) NOT NULL,
    resource_type VARCHAR(50) NOT NULL,
    resource_id BIGINT,
    ip_address VARCHAR(45),
    details TEXT NOT NULL DEFAULT '{}',
    occurred_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT fk_audit_logs_tenant FOREIGN KEY (tenant_id)
        REFERENCES tenants (id) ON DELETE SET NULL,
    CONSTRAINT fk_audit_logs_user FOREIGN KEY (user_id)
        REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_audit_logs_details CHECK (json_valid(details))
);

CREATE INDEX ix_audit_logs_tenant ON audit_logs (tenant_id, occurred_at DESC);
CREATE INDEX ix_audit_logs_user ON audit_logs (user_id);
CREATE INDEX ix_audit_logs_resource ON audit_logs (resource_type, resource_id);
CREATE INDEX ix_audit_logs_occurred_at ON audit_logs (occurred_at);

CREATE TABLE tenant_usage_logs (
    id INTEGER NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    execution_id BIGINT,
    metric VARCHAR(50) NOT NULL,
    quantity BIGINT NOT NULL,
    recorded_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    -- An execution is billed once for each metric.
    CONSTRAINT uq_tenant_usage_logs_execution UNIQUE (execution_id, metric),
    CONSTRAINT fk_tenant_usage_logs_tenant FOREIGN KEY (tenant_id)
        REFERENCES tenants (id) ON DELETE CASCADE,
    CONSTRAINT fk_tenant_usage_logs_execution FOREIGN KEY (execution_id)
        REFERENCES executions (id) ON DELETE SET NULL,
    CONSTRAINT ck_tenant_usage_logs_metric
        CHECK (metric IN ('executions', 'input_tokens', 'output_tokens', 'cost_micros')),
    CONSTRAINT ck_tenant_usage_logs_quantity CHECK (quantity >= 0)
);

CREATE INDEX ix_tenant_usage_logs_period
    ON tenant_usage_logs (tenant_id, metric, recorded_at DESC, quantity);

CREATE TABLE tenant_invitations (
    id INTEGER NOT NULL PRIMARY KEY,
    tenant_id BIGINT NOT NULL,
    email VARCHAR(254) NOT NULL,
    role VARCHAR(20) NOT NULL DEFAULT 'member',
    -- SHA-256 of the link's secret, in hexadecimal; the secret itself is never stored.
    token_hash VARCHAR(64) NOT NULL,
    status VARCHAR(20) NOT NULL DEFAULT 'pending',
    invited_by BIGINT,
    expires_at TIMESTAMP NOT NULL,
    accepted_at TIMESTAMP,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT uq_tenant_invitations_token UNIQUE (token_hash),
    CONSTRAINT fk_tenant_invitations_tenant FOREIGN KEY (tenant_id)
        REFERENCES tenants (id) ON DELETE CASCADE,
    CONSTRAINT fk_tenant_invitations_invited_by FOREIGN KEY (invited_by)
        REFERENCES users (id) ON DELETE SET NULL,
    CONSTRAINT ck_tenant_invitations_token CHECK (length(token_hash) = 64),
    CONSTRAINT ck_tenant_invitations_role CHECK (role IN ('admin', 'member', 'viewer')),
    CONSTRAINT ck_tenant_invitations_status
        CHECK (status IN ('pending', 'accepted', 'revoked', 'expired')),
    CONSTRAINT ck_tenant_invitations_accepted
        CHECK ((status = 'accepted') = (accepted_at IS NOT NULL)),
    CONSTRAINT ck_tenant_invitations_expires CHECK (expires_at > created_at)
);

CREATE UNIQUE INDEX uq_tenant_invitations_pending
    ON tenant_invitations (tenant_id, lower(email)) WHERE status = 'pending';
CREATE INDEX ix_tenant_invitations_tenant ON tenant_invitations (tenant_id, created_at DESC);
CREATE INDEX ix_tenant_invitations_invited_by ON tenant_invitations (invited_by);
