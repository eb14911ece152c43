CREATE SCHEMA billing;
CREATE TYPE order_status AS ENUM ('open', 'paid', 'sent');
