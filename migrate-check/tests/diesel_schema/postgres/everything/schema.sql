CREATE SCHEMA other;
CREATE TYPE user_status AS ENUM ('active', 'gone');
CREATE TYPE other.mood AS ENUM ('happy', 'sad "quoted"');
CREATE TYPE "Größe" AS ENUM ('klein', 'groß');
CREATE TYPE "odd ""type""" AS ENUM ('a');
CREATE TYPE a_type_with_a_name_that_is_so_long_that_it_fills_all_of_the_63_b AS ENUM ('a');
CREATE TYPE pair AS (a int, b text);
CREATE TYPE floats AS RANGE (subtype = float8);
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN email AS varchar(255) NOT NULL;
CREATE DOMAIN deep AS email;
CREATE DOMAIN many AS text[];
CREATE TABLE users (
  id serial PRIMARY KEY,
  name varchar(100) NOT NULL,
  bio text,
  status user_status NOT NULL DEFAULT 'active',
  moods other.mood[],
  mood other.mood,
  groesse "Größe",
  odd "odd ""type""",
  long a_type_with_a_name_that_is_so_long_that_it_fills_all_of_the_63_b,
  longs a_type_with_a_name_that_is_so_long_that_it_fills_all_of_the_63_b[],
  pair pair, pairs pair[],
  f floats,
  age positive, ages positive[], mail email, deep_mail deep, tags many,
  "type" text, "table" text, "Self" text, "users" int, "größe" text, "2fa" bool, "with space" int, "a""b" int, "a#""b" int, "__hidden" int, "columns" int, "async" int, "漢字" int, "dash-ed" int
);
COMMENT ON TABLE users IS 'The people.

   Indented, and   spaced.
';
COMMENT ON COLUMN users.name IS 'What they are called';
COMMENT ON COLUMN users.bio IS '';
CREATE TABLE every_type (
  id bigserial PRIMARY KEY, a smallint, b int2[], c int[][], d bigint, e real, f double precision, g numeric(10,2), h decimal, i money,
  j char, k char(10), l varchar, m varchar(7)[], n text[], o bytea, p bytea[], q timestamp, r timestamptz(3), s date, t time, u timetz, v interval, w bool,
  x uuid, y json, z jsonb, aa jsonpath, ab xml, ac tsvector, ad tsquery, ae inet, af cidr, ag macaddr, ah macaddr8, ai bit, aj bit(3), ak varbit, al bit varying(9),
  am point, an line, ao box, ap int4range, aq int8range, ar numrange, at tsrange, au tstzrange, av daterange, aw int4multirange, ax tstzmultirange, ay oid, az pg_lsn, ba name, bb "char", bc regclass, bd bpchar, be xid8, bf smallserial, bg int generated always as (a * 2) stored
);
CREATE TABLE posts (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, author_id int NOT NULL REFERENCES users, parent_id int REFERENCES posts, "type" int REFERENCES every_type);
CREATE TABLE follows (follower_id int REFERENCES users, followed_id int REFERENCES users, since timestamptz, PRIMARY KEY (followed_id, follower_id));
CREATE TABLE follow_notes (id int PRIMARY KEY, a int, b int, FOREIGN KEY (a, b) REFERENCES follows (followed_id, follower_id));
CREATE TABLE "Mixed Case" (id int PRIMARY KEY, post_id int REFERENCES posts, "Mixed Case" int, "Mixed_Case" int);
CREATE TABLE "table" (id int PRIMARY KEY, post_id int REFERENCES posts(id));
CREATE TABLE "übung" (id int PRIMARY KEY, "type" int REFERENCES "table");
CREATE TABLE __not_listed (id int PRIMARY KEY);
CREATE TABLE a_b (id int PRIMARY KEY, a_b int REFERENCES posts);
CREATE TABLE mutual_a (id int PRIMARY KEY);
CREATE TABLE mutual_b (id int PRIMARY KEY, a_id int REFERENCES mutual_a);
ALTER TABLE mutual_a ADD COLUMN b_id int REFERENCES mutual_b;
CREATE TABLE uniq (id int PRIMARY KEY, code text UNIQUE);
CREATE TABLE by_code (id int PRIMARY KEY, code text REFERENCES uniq (code));
CREATE TABLE lonely (id int PRIMARY KEY);
CREATE TABLE events (id int, at date, user_id int REFERENCES users, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2024 PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE part_key (id int PRIMARY KEY) PARTITION BY LIST (id);
CREATE TABLE part_key_1 PARTITION OF part_key FOR VALUES IN (1);
CREATE TABLE to_part (id int PRIMARY KEY, p int REFERENCES part_key);
CREATE TABLE other.things (id int PRIMARY KEY, "type" int, mood other.mood, status user_status);
CREATE TABLE other."Odd Name" (id int PRIMARY KEY, thing_id int REFERENCES other.things, user_id int REFERENCES users);
CREATE TABLE named (id int PRIMARY KEY, x int CONSTRAINT users_pkey REFERENCES lonely);
CREATE TABLE parent_t (id int PRIMARY KEY, a text);
CREATE TABLE child_t (b text, PRIMARY KEY (id)) INHERITS (parent_t);
CREATE VIEW v AS SELECT id FROM users;
CREATE MATERIALIZED VIEW mv AS SELECT id FROM users;
CREATE UNLOGGED TABLE unlogged_t (id int PRIMARY KEY);
CREATE TABLE leaves (id int, kind int, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
CREATE TABLE leaves_1 PARTITION OF leaves FOR VALUES IN (1) PARTITION BY LIST (id);
CREATE TABLE leaves_1_1 PARTITION OF leaves_1 FOR VALUES IN (1);
CREATE TABLE part_of_part (id int REFERENCES part_key, kind int, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
CREATE TABLE part_of_part_1 PARTITION OF part_of_part FOR VALUES IN (1);
CREATE TABLE part_key_2 PARTITION OF part_key FOR VALUES IN (2);
CREATE TABLE to_leaves (id int PRIMARY KEY, leaf int, kind int, FOREIGN KEY (leaf, kind) REFERENCES leaves);
