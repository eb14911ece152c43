-- What each table is for. `updated_at` follows each change since the first revision: MySQL has
-- `ON UPDATE` for it.
ALTER TABLE tenants COMMENT = 'Multi-tenant organizations';
ALTER TABLE users COMMENT = 'User accounts';
ALTER TABLE agents COMMENT = 'Registered AI agents';
ALTER TABLE agent_versions COMMENT = 'Agent version history';
ALTER TABLE executions COMMENT = 'Agent execution records';
ALTER TABLE audit_logs COMMENT = 'Compliance audit trail';
ALTER TABLE tenant_usage_logs COMMENT = 'Usage tracking';
ALTER TABLE tenant_invitations COMMENT = 'User invitations';
