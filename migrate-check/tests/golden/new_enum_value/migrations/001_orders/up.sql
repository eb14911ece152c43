CREATE TYPE order_status AS ENUM ('open', 'paid', 'sent');
CREATE TABLE orders (id BIGINT PRIMARY KEY, status order_status NOT NULL);
