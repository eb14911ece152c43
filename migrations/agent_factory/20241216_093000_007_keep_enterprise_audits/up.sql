-- Enterprise contracts promise seven years. Data, apart from the schema that it needs.
UPDATE tenants SET audit_retention_days = 2557 WHERE plan = 'enterprise' AND audit_retention_days = 365;
