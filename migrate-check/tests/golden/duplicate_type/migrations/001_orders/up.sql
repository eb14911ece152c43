CREATE TYPE status AS ENUM ('open', 'paid', 'sent');
CREATE TABLE orders (id BIGINT PRIMARY KEY, status status NOT NULL);
