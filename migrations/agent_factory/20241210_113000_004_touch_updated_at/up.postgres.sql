-- `updated_at` of tenants, users and agents follows each change by itself: an application that forgets it
-- would hide the change from everybody who asks what is new.
CREATE FUNCTION touch_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A time that the statement itself sets is meant.
    IF NEW.updated_at IS NOT DISTINCT FROM OLD.updated_at THEN
        NEW.updated_at := CURRENT_TIMESTAMP;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER tg_tenants_updated_at BEFORE UPDATE ON tenants
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER tg_users_updated_at BEFORE UPDATE ON users
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
CREATE TRIGGER tg_agents_updated_at BEFORE UPDATE ON agents
    FOR EACH ROW EXECUTE FUNCTION touch_updated_at();

COMMENT ON TABLE tenants IS 'Multi-tenant organizations';
COMMENT ON TABLE users IS 'User accounts';
COMMENT ON TABLE agents IS 'Registered AI agents';
COMMENT ON TABLE agent_versions IS 'Agent version history';
COMMENT ON TABLE executions IS 'Agent execution records';
COMMENT ON TABLE audit_logs IS 'Compliance audit trail';
COMMENT ON TABLE tenant_usage_logs IS 'Usage tracking';
COMMENT ON TABLE tenant_invitations IS 'User invitations';
COMMENT ON COLUMN tenants.updated_at IS 'Set by a trigger at each change';
COMMENT ON COLUMN users.updated_at IS 'Set by a trigger at each change';
COMMENT ON COLUMN agents.updated_at IS 'Set by a trigger at each change';
