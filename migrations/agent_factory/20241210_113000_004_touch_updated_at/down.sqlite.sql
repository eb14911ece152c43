DROP TRIGGER tg_agents_updated_at;
DROP TRIGGER tg_users_updated_at;
DROP TRIGGER tg_tenants_updated_at;
