ALTER TABLE tenant_invitations COMMENT = '';
ALTER TABLE tenant_usage_logs COMMENT = '';
ALTER TABLE audit_logs COMMENT = '';
ALTER TABLE executions COMMENT = '';
ALTER TABLE agent_versions COMMENT = '';
ALTER TABLE agents COMMENT = '';
ALTER TABLE users COMMENT = '';
ALTER TABLE tenants COMMENT = '';
