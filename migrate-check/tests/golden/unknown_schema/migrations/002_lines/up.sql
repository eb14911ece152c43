CREATE TABLE biling.lines (id BIGINT PRIMARY KEY, invoice BIGINT REFERENCES billing.invoices);
