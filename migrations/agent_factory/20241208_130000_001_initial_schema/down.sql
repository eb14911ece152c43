-- Drops every table of the agent platform, and with them their indexes: those that
-- reference others first. All data is lost.

DROP TABLE tenant_invitations;
DROP TABLE tenant_usage_logs;
DROP TABLE audit_logs;
DROP TABLE executions;
DROP TABLE agent_versions;
DROP TABLE agents;
DROP TABLE users;
DROP TABLE tenants;
