-- An orchard: what PostgreSQL has, used once each.
CREATE SCHEMA store;
CREATE TYPE ripeness AS ENUM ('green', 'ripe', 'over');
CREATE TYPE size_range AS (low integer, high integer);
CREATE DOMAIN plot_code AS text NOT NULL CHECK (VALUE ~ '^[A-Z]+[0-9]+$');
CREATE SEQUENCE crate_numbers START 100;
CREATE TABLE growers (
    grower_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL CONSTRAINT growers_email UNIQUE,
    full_name varchar(80) NOT NULL,
    joined timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE trees (
    tree_id serial PRIMARY KEY,
    plot plot_code,
    owner_id bigint NOT NULL REFERENCES growers (grower_id) ON DELETE CASCADE,
    species text NOT NULL,
    height numeric(6, 2) CHECK (height > 0),
    label text GENERATED ALWAYS AS (species || '?') STORED,
    CONSTRAINT trees_plot UNIQUE (plot, species)
);
CREATE INDEX trees_by_owner ON trees (owner_id, lower(species) DESC);
CREATE INDEX trees_tall ON trees (height) WHERE height > 5;
CREATE TABLE store.crates (
    crate_no bigint PRIMARY KEY DEFAULT nextval('crate_numbers'),
    tree_ref integer REFERENCES trees,
    state ripeness NOT NULL DEFAULT 'green',
    spread size_range,
    picked date,
    weights numeric[] NOT NULL DEFAULT '{}',
    meta jsonb
);
CREATE UNIQUE INDEX crates_once ON store.crates (tree_ref, picked) INCLUDE (state);
CREATE TABLE harvests (
    harvest_id bigint NOT NULL,
    day date NOT NULL,
    amount integer NOT NULL,
    PRIMARY KEY (harvest_id, day)
) PARTITION BY RANGE (day);
CREATE TABLE harvests_old PARTITION OF harvests FOR VALUES FROM (MINVALUE) TO ('2020-01-01');
CREATE TABLE harvests_rest PARTITION OF harvests DEFAULT;
CREATE INDEX harvests_amount ON harvests (amount);
CREATE TABLE journal (LIKE growers INCLUDING ALL, changed_by text);
CREATE VIEW tall_trees AS
    SELECT t.tree_id, t.species, g.email AS contact
    FROM trees t JOIN growers g ON g.grower_id = t.owner_id
    WHERE t.height > 5;
CREATE VIEW contacts (address, how_many) AS
    SELECT contact, count(*) FROM tall_trees GROUP BY contact;
CREATE MATERIALIZED VIEW crate_totals AS
    SELECT state, sum(amount) AS total
    FROM store.crates CROSS JOIN harvests GROUP BY state;
CREATE UNIQUE INDEX crate_totals_state ON crate_totals (state);
CREATE FUNCTION tree_count(wanted text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT count(*) FROM trees WHERE trees.species = wanted
$$;
CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO journal (email, full_name, changed_by) VALUES (new.email, new.full_name, current_user);
    RETURN new;
END
$$;
CREATE TRIGGER growers_noted AFTER UPDATE OF email, full_name ON growers
    FOR EACH ROW WHEN (old.email IS DISTINCT FROM new.email) EXECUTE FUNCTION note_change();
ALTER TABLE trees ADD COLUMN planted date, ADD COLUMN neighbour integer;
ALTER TABLE trees ADD CONSTRAINT trees_neighbour FOREIGN KEY (neighbour) REFERENCES trees (tree_id);
ALTER TABLE trees ALTER COLUMN height SET DEFAULT 1, ALTER COLUMN planted SET NOT NULL;
ALTER TABLE trees ALTER COLUMN neighbour TYPE bigint USING neighbour::bigint;
ALTER TABLE trees ADD CONSTRAINT trees_sane CHECK (planted > '1900-01-01' AND neighbour <> tree_id);
ALTER TABLE store.crates RENAME COLUMN picked TO picked_on;
ALTER TABLE growers RENAME CONSTRAINT growers_email TO growers_one_email;
ALTER INDEX trees_tall RENAME TO trees_high;
ALTER TYPE ripeness RENAME VALUE 'over' TO 'overripe';
ALTER TABLE trees ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_trees ON trees USING (species = current_user AND owner_id > 0);
COMMENT ON COLUMN trees.planted IS 'the day it was put into the ground';
COMMENT ON TABLE store.crates IS 'filled crates';
INSERT INTO growers (email, full_name) VALUES ('a@example.org', 'Ann');
INSERT INTO trees (plot, owner_id, species, planted)
    SELECT 'A1', grower_id, 'apple', joined::date FROM growers WHERE email = 'a@example.org';
UPDATE trees SET height = height + 1, neighbour = NULL FROM growers WHERE growers.grower_id = trees.owner_id;
INSERT INTO store.crates (tree_ref, state, picked_on) SELECT tree_id, 'ripe', planted FROM trees
    ON CONFLICT (tree_ref, picked_on) DO UPDATE SET state = excluded.state;
WITH heavy AS (SELECT crate_no FROM store.crates WHERE meta IS NULL)
    DELETE FROM store.crates WHERE crate_no IN (SELECT crate_no FROM heavy);
DO $$
BEGIN
    ALTER TABLE growers ADD COLUMN phone text;
END
$$;
CREATE INDEX growers_phone ON growers (phone);
CREATE OR REPLACE VIEW tall_trees AS
    SELECT t.tree_id, t.species, g.email AS contact, g.phone
    FROM trees t JOIN growers g ON g.grower_id = t.owner_id
    WHERE t.height > 6;
ALTER TABLE harvests DETACH PARTITION harvests_old;
DROP TABLE harvests_old;
DROP POLICY own_trees ON trees;
DROP TRIGGER growers_noted ON growers;
DROP FUNCTION note_change();
DROP FUNCTION tree_count(text);
DROP VIEW contacts;
DROP VIEW tall_trees;
ALTER TABLE trees DROP CONSTRAINT trees_neighbour, DROP COLUMN planted CASCADE;
DROP MATERIALIZED VIEW crate_totals;
DROP INDEX trees_high;
DROP TABLE store.crates;
DROP SEQUENCE crate_numbers;
DROP TYPE ripeness;
DROP TYPE size_range;
DROP TABLE trees;
DROP DOMAIN plot_code;
DROP TABLE growers, journal;
DROP SCHEMA store;
