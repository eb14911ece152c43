CREATE TABLE products (
    id BIGINT PRIMARY KEY,
    price BIGINT NOT NULL CONSTRAINT price_is_positive CHECK (price > 0),
    discount BIGINT NOT NULL DEFAULT 0
);
