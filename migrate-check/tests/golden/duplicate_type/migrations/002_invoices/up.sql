CREATE TYPE status AS ENUM ('draft', 'sent');
CREATE TABLE invoices (id BIGINT PRIMARY KEY);
