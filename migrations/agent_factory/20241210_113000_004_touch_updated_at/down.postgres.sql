COMMENT ON COLUMN agents.updated_at IS NULL;
COMMENT ON COLUMN users.updated_at IS NULL;
COMMENT ON COLUMN tenants.updated_at IS NULL;
COMMENT ON TABLE tenant_invitations IS NULL;
COMMENT ON TABLE tenant_usage_logs IS NULL;
COMMENT ON TABLE audit_logs IS NULL;
COMMENT ON TABLE executions IS NULL;
COMMENT ON TABLE agent_versions IS NULL;
COMMENT ON TABLE agents IS NULL;
COMMENT ON TABLE users IS NULL;
COMMENT ON TABLE tenants IS NULL;

DROP TRIGGER tg_agents_updated_at ON agents;
DROP TRIGGER tg_users_updated_at ON users;
DROP TRIGGER tg_tenants_updated_at ON tenants;
DROP FUNCTION touch_updated_at();
