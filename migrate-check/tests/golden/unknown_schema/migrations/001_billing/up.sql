CREATE SCHEMA billing;
CREATE TABLE billing.invoices (id BIGINT PRIMARY KEY);
