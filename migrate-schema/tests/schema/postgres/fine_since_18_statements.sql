CREATE TABLE a (id uuid PRIMARY KEY DEFAULT uuidv7(), t text, j jsonb, n int NOT NULL, b bytea);
-- Generated columns are virtual, unless they say otherwise.
CREATE TABLE g (
  a int,
  b int GENERATED ALWAYS AS (a * 2),
  c int GENERATED ALWAYS AS (a + 1) VIRTUAL,
  d int GENERATED ALWAYS AS (a + 2) STORED
);
ALTER TABLE g ADD COLUMN e text GENERATED ALWAYS AS (upper(a::text)) VIRTUAL;
ALTER TABLE g ALTER COLUMN c SET EXPRESSION AS (a + 5);
ALTER TABLE g ALTER COLUMN d DROP EXPRESSION;
SELECT a, b, c, d, e FROM g WHERE b > 1;
ALTER TABLE g DROP COLUMN e;
CREATE VIEW doubled AS SELECT b FROM g;
CREATE TABLE like_g (LIKE g INCLUDING ALL);
-- NOT NULL constraints have names.
CREATE TABLE named (a int CONSTRAINT a_there NOT NULL, b int, c int, CONSTRAINT b_there NOT NULL b);
ALTER TABLE named ADD CONSTRAINT c_there NOT NULL c NOT VALID;
ALTER TABLE named VALIDATE CONSTRAINT c_there;
ALTER TABLE named RENAME CONSTRAINT b_there TO b_is_there;
ALTER TABLE named DROP CONSTRAINT b_is_there;
ALTER TABLE named ALTER COLUMN b SET NOT NULL;
ALTER TABLE named DROP CONSTRAINT named_b_not_null;
ALTER TABLE named ADD NOT NULL b NO INHERIT;
ALTER TABLE named ALTER CONSTRAINT named_b_not_null INHERIT;
ALTER TABLE named ALTER CONSTRAINT named_b_not_null NO INHERIT;
COMMENT ON CONSTRAINT a_there ON named IS 'there';
ALTER TABLE a DROP CONSTRAINT a_n_not_null;
CREATE TABLE like_named (LIKE named INCLUDING ALL);
ALTER TABLE like_named DROP CONSTRAINT a_there;
CREATE TABLE parent (a int CONSTRAINT parent_there NOT NULL, b int NOT NULL);
CREATE TABLE child () INHERITS (parent);
COMMENT ON CONSTRAINT parent_there ON child IS 'there';
ALTER TABLE parent RENAME CONSTRAINT parent_b_not_null TO b_there;
ALTER TABLE parent RENAME CONSTRAINT b_there TO b_exists;
COMMENT ON CONSTRAINT b_exists ON parent IS 'there';
ALTER TABLE parent ADD COLUMN c int CONSTRAINT c_exists NOT NULL DEFAULT 1;
COMMENT ON CONSTRAINT c_exists ON child IS 'there';
ALTER TABLE parent DROP CONSTRAINT c_exists, DROP CONSTRAINT IF EXISTS b_exists;
-- NOT ENFORCED.
CREATE TABLE loose (a int CHECK (a > 0) NOT ENFORCED, b int, CONSTRAINT b_positive CHECK (b > 0) ENFORCED);
ALTER TABLE loose ADD CONSTRAINT a_small CHECK (a < 10) NOT ENFORCED;
CREATE TABLE referrer (a uuid REFERENCES a NOT ENFORCED, b uuid CONSTRAINT b_fk REFERENCES a (id) ON DELETE CASCADE);
ALTER TABLE referrer ALTER CONSTRAINT b_fk NOT ENFORCED;
ALTER TABLE referrer ALTER CONSTRAINT b_fk ENFORCED;
ALTER TABLE referrer ADD CONSTRAINT other_fk FOREIGN KEY (b) REFERENCES a NOT ENFORCED;
-- Foreign keys of partitioned tables can be NOT VALID.
CREATE TABLE parted (id int, a uuid) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF parted FOR VALUES FROM (1) TO (10);
ALTER TABLE parted ADD CONSTRAINT parted_fk FOREIGN KEY (a) REFERENCES a NOT VALID;
ALTER TABLE parted VALIDATE CONSTRAINT parted_fk;
ALTER TABLE ONLY parted DROP CONSTRAINT parted_fk;
-- Temporal keys.
CREATE EXTENSION btree_gist;
CREATE TABLE room (id int, during daterange, name text, PRIMARY KEY (id, during WITHOUT OVERLAPS));
CREATE TABLE booking (
  id int, room_id int, during daterange,
  CONSTRAINT booking_once UNIQUE (id, during WITHOUT OVERLAPS),
  FOREIGN KEY (room_id, PERIOD during) REFERENCES room (id, PERIOD during)
);
CREATE TABLE later (id int, during tstzrange);
ALTER TABLE later ADD CONSTRAINT later_pk PRIMARY KEY (id, during WITHOUT OVERLAPS);
CREATE TABLE later_ref (a int, p tstzrange);
ALTER TABLE later_ref ADD CONSTRAINT later_fk FOREIGN KEY (a, PERIOD p) REFERENCES later;
ALTER TABLE later_ref DROP CONSTRAINT later_fk;
ALTER TABLE later DROP CONSTRAINT later_pk;
-- Functions.
SELECT uuidv4(), uuidv7(), uuidv7(interval '1 day'), uuid_extract_timestamp(uuidv7()), casefold('A'), reverse(b), crc32('a'), crc32c('b'), gamma(1.0), lgamma(1.0), array_sort(ARRAY[2, 1]), array_sort(ARRAY[1], true), array_reverse(ARRAY[1, 2]), json_strip_nulls('{}', true), jsonb_strip_nulls(j, true), to_number('IV', 'RN'), min(ROW(1, 2)), max(b), b::int FROM a GROUP BY b, j;
SELECT has_largeobject_privilege(1, 'select'), pg_get_acl('pg_class'::regclass, 1, 0), 1::bytea;
-- RETURNING names the row before and after.
UPDATE a SET n = n + 1 RETURNING OLD.n, NEW.n, old.*;
DELETE FROM a RETURNING WITH (OLD AS before, NEW AS after) before.n, after.id;
-- Collations, operators, types.
CREATE COLLATION u (PROVIDER = builtin, LOCALE = 'PG_UNICODE_FAST');
CREATE TABLE insensitive (t text COLLATE u);
SELECT t LIKE 'a%' FROM insensitive;
-- COPY and statistics.
CREATE MATERIALIZED VIEW m AS SELECT t FROM a;
COPY m TO STDOUT;
ANALYZE ONLY parted;
ALTER DATABASE template1 SET work_mem = '4MB';
ALTER DATABASE template1 RESET work_mem;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON LARGE OBJECTS TO public;
EXPLAIN (ANALYZE, BUFFERS OFF, WAL) SELECT 1;
CREATE PUBLICATION gencols FOR TABLE g WITH (publish_generated_columns = stored);
ALTER PUBLICATION gencols SET (publish_generated_columns = none);
DROP PUBLICATION gencols;
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER srv FOREIGN DATA WRAPPER w;
CREATE FOREIGN TABLE ft (a int, b text) SERVER srv;
CREATE FOREIGN TABLE ft_like (LIKE a) SERVER srv;
