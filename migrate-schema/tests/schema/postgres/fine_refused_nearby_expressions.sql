CREATE TABLE orders (id integer PRIMARY KEY, amount integer, "count" integer, max integer);
-- Columns that are called like aggregates, and functions of one's own.
ALTER TABLE orders ADD CHECK ("count" > 0 AND max > 1);
CREATE INDEX orders_count ON orders ("count", max);
CREATE FUNCTION sum(integer, integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
ALTER TABLE orders ADD CHECK (sum(amount, max) > 1);
CREATE SCHEMA own;
CREATE FUNCTION own.avg(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
ALTER TABLE orders ADD COLUMN half integer GENERATED ALWAYS AS (own.avg(amount)) STORED;
-- A policy may ask other rows.
CREATE POLICY orders_most ON orders USING (amount < (SELECT max(amount) FROM orders));
ALTER TABLE orders ADD CHECK (tableoid IS NOT NULL);
CREATE TABLE parted (id integer, at date) PARTITION BY RANGE (at);
CREATE FUNCTION changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
CREATE TRIGGER orders_moved AFTER UPDATE ON orders FOR EACH ROW WHEN (new.ctid <> old.ctid) EXECUTE FUNCTION changed();
ALTER TABLE orders ALTER COLUMN amount SET DEFAULT greatest(1, 2);
ALTER TABLE orders ADD COLUMN text text;
ALTER TABLE orders ALTER COLUMN text TYPE bigint USING amount + length(coalesce(text, ''));
