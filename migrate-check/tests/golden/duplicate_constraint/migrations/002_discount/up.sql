ALTER TABLE products ADD CONSTRAINT price_is_positive CHECK (price > discount);
