-- `updated_at` of tenants, users and agents follows each change by itself: an application that forgets it
-- would hide the change from everybody who asks what is new. SQLite keeps no comments.

CREATE TRIGGER tg_tenants_updated_at AFTER UPDATE ON tenants
WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE tenants SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;

CREATE TRIGGER tg_users_updated_at AFTER UPDATE ON users
WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE users SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;

CREATE TRIGGER tg_agents_updated_at AFTER UPDATE ON agents
WHEN NEW.updated_at IS OLD.updated_at
BEGIN
    UPDATE agents SET updated_at = CURRENT_TIMESTAMP WHERE id = NEW.id;
END;
