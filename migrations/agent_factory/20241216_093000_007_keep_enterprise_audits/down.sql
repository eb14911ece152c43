UPDATE tenants SET audit_retention_days = 365 WHERE plan = 'enterprise' AND audit_retention_days = 2557;
