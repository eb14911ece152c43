-- What is said of a table as a whole.
CREATE TABLE by_kind (a integer) PARTITION BY LIST (a) WITH (fillfactor = 70);
CREATE TABLE counted (a integer) WITH (oids);
CREATE TABLE counted_too (a integer) WITH (fillfactor = 70, oids = true);
CREATE TEMP TABLE public.passing (a integer);
CREATE UNLOGGED TABLE pg_temp.unlogged (a integer);
-- A table of the session's and one that stays.
CREATE TABLE stays (a integer) PARTITION BY LIST (a);
CREATE TEMP TABLE goes (a integer) PARTITION BY LIST (a);
CREATE TABLE stays_1 PARTITION OF goes FOR VALUES IN (1);
CREATE TEMP TABLE goes_1 PARTITION OF stays FOR VALUES IN (1);
CREATE TABLE other (a integer);
CREATE TEMP TABLE mine (a integer);
ALTER TABLE goes ATTACH PARTITION other FOR VALUES IN (2);
ALTER TABLE stays ATTACH PARTITION mine FOR VALUES IN (2);
CREATE TABLE heir () INHERITS (mine);
ALTER TABLE other INHERIT mine;
-- A column that is inherited has the same type to its length.
CREATE TABLE parent (b numeric(10, 4), c varchar(10), d timestamp(3));
CREATE TABLE child_b (b numeric(10, 7)) INHERITS (parent);
CREATE TABLE child_c (c varchar(20)) INHERITS (parent);
CREATE TABLE child_d (d timestamp) INHERITS (parent);
CREATE TABLE apart (b numeric(10, 4), c varchar, d timestamp(3));
ALTER TABLE apart INHERIT parent;
