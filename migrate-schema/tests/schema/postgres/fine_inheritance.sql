-- What a table has from its parent and says again is one, and stays when the parent loses it.
CREATE TABLE animals (name text, legs int, CONSTRAINT has_legs CHECK (legs >= 0));
CREATE TABLE birds (legs int, wings int, CONSTRAINT has_legs CHECK (legs >= 0)) INHERITS (animals);
ALTER TABLE animals DROP CONSTRAINT has_legs;
ALTER TABLE birds DROP CONSTRAINT has_legs;
ALTER TABLE animals DROP COLUMN legs;
SELECT legs FROM birds;
ALTER TABLE birds DROP COLUMN legs;
ALTER TABLE ONLY animals DROP COLUMN name;
ALTER TABLE birds DROP COLUMN name;

-- With two parents it takes both to lose it.
CREATE TABLE dated (at date, note text);
CREATE TABLE placed (at date, place text);
CREATE TABLE events () INHERITS (dated, placed);
ALTER TABLE ONLY dated DROP COLUMN at;
ALTER TABLE placed DROP COLUMN at;
ALTER TABLE events DROP COLUMN at;

-- `LIKE` and `INHERITS` of one table.
CREATE TABLE base (id int, CONSTRAINT positive CHECK (id > 0));
CREATE TABLE derived (LIKE base INCLUDING ALL) INHERITS (base);
ALTER TABLE base ADD CONSTRAINT small CHECK (id < 100);
ALTER TABLE derived ADD CONSTRAINT small CHECK (id < 100);

-- The same check on a partition.
CREATE TABLE readings (at date, value int, CONSTRAINT sane CHECK (value > 0)) PARTITION BY RANGE (at);
CREATE TABLE readings_1 PARTITION OF readings (CONSTRAINT sane CHECK (value > 0)) DEFAULT;

-- A key of the parent alone, tied to that of the partition later.
CREATE TABLE keyed (id int NOT NULL) PARTITION BY LIST (id);
CREATE TABLE keyed_1 PARTITION OF keyed FOR VALUES IN (1);
ALTER TABLE ONLY keyed ADD CONSTRAINT keyed_pkey PRIMARY KEY (id);
ALTER TABLE keyed_1 ADD CONSTRAINT keyed_1_pkey PRIMARY KEY (id);
ALTER INDEX keyed_pkey ATTACH PARTITION keyed_1_pkey;

-- A table goes with the type of what it is partitioned by, and one `OF` a type with that.
CREATE DOMAIN day AS date;
CREATE TABLE by_day (on_day day) PARTITION BY RANGE (on_day);
DROP DOMAIN day CASCADE;
CREATE TABLE by_day (on_day date);
CREATE TYPE point3 AS (x int, y int, z int);
CREATE TABLE points OF point3;
ALTER TYPE point3 ADD ATTRIBUTE w int CASCADE;
SELECT w FROM points;
DROP TYPE point3 CASCADE;
CREATE TABLE points (x int);

-- Partitions have the triggers of their parent.
CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER noting AFTER INSERT ON readings FOR EACH ROW EXECUTE FUNCTION note();
ALTER TABLE readings_1 DISABLE TRIGGER noting;

