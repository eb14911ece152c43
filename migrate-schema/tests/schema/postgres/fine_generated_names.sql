-- Every generated name is used: the model has to make up the same ones as PostgreSQL.
CREATE TABLE orders (
    id serial PRIMARY KEY,
    "Mixed Col" int UNIQUE,
    a int CHECK (a > 0),
    b int,
    parent_id int REFERENCES orders,
    CHECK (a < b),
    CHECK (b > 0),
    CHECK (b < 9),
    UNIQUE (a, b),
    UNIQUE (a) INCLUDE (b)
);
ALTER TABLE orders DROP CONSTRAINT orders_a_check, DROP CONSTRAINT orders_check;
ALTER TABLE orders DROP CONSTRAINT orders_b_check, DROP CONSTRAINT orders_b_check1;
ALTER TABLE orders DROP CONSTRAINT orders_parent_id_fkey, DROP CONSTRAINT "orders_Mixed Col_key";
ALTER TABLE orders DROP CONSTRAINT orders_a_b_key, DROP CONSTRAINT orders_a_b_key1;
ALTER TABLE orders DROP CONSTRAINT orders_pkey;
ALTER SEQUENCE orders_id_seq RESTART;
CREATE INDEX ON orders (a);
CREATE INDEX ON orders (a);
CREATE INDEX ON orders (abs(a), (a + b), (b + a), b) INCLUDE (id);
CREATE INDEX ON orders ((CASE WHEN a > 1 THEN 1 END)) WHERE b > 0;
CREATE INDEX ON orders (coalesce(a, b), (a::text));
DROP INDEX orders_a_idx, orders_a_idx1;
DROP INDEX orders_abs_expr_expr1_b_id_idx;
DROP INDEX orders_case_idx;
DROP INDEX orders_coalesce_a_idx;

-- Cut to 63 bytes, evenly, and not within a character.
CREATE TABLE a_table_with_a_very_long_name_that_goes_on_and_on_until_it_is_cut (
    a_column_name_that_is_rather_long_for_its_purpose_in_life_yes int UNIQUE,
    größenangabenübersichtsspaltenbezeichnung text CHECK (größenangabenübersichtsspaltenbezeichnung <> '')
);

-- A UNIQUE that says what the primary key says gives it its name.
CREATE TABLE named (id int PRIMARY KEY CONSTRAINT named_id UNIQUE);
ALTER TABLE named DROP CONSTRAINT named_id;

-- What a table is like has indexes under names of its own.
CREATE TABLE source (a int PRIMARY KEY, b text CONSTRAINT b_set CHECK (b <> ''), UNIQUE (b, a));
CREATE INDEX ON source (lower(b));
CREATE TABLE copied (LIKE source INCLUDING ALL);
ALTER TABLE copied DROP CONSTRAINT copied_pkey, DROP CONSTRAINT b_set, DROP CONSTRAINT copied_b_a_key;
DROP INDEX copied_lower_idx;

-- A constraint and its index are renamed together.
ALTER INDEX source_pkey RENAME TO source_key;
ALTER TABLE source RENAME CONSTRAINT source_key TO source_primary;
ALTER INDEX source_primary RENAME TO source_again;
ALTER TABLE source DROP CONSTRAINT source_again;
CREATE UNIQUE INDEX soon ON source (a);
ALTER TABLE source ADD CONSTRAINT later PRIMARY KEY USING INDEX soon;
ALTER TABLE source DROP CONSTRAINT later;
