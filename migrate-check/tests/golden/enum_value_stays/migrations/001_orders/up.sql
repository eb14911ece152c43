CREATE TYPE order_status AS ENUM ('new');
CREATE TABLE orders (id bigint PRIMARY KEY, status order_status NOT NULL);
