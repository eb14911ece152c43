CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE users (id serial PRIMARY KEY, name varchar(50), old text NOT NULL, state mood NOT NULL DEFAULT 'ok', n int4);
CREATE INDEX users_old ON users (old);
CREATE VIEW names AS SELECT id, name FROM users;
CREATE VIEW more AS SELECT name FROM names;
CREATE TABLE gone (id int PRIMARY KEY, owner int REFERENCES users (id));
-- to
CREATE TYPE mood AS ENUM ('sad', 'fine', 'ok');
CREATE TYPE size AS ENUM ('s', 'l');
CREATE TABLE users (id serial PRIMARY KEY, name text NOT NULL, state mood NOT NULL DEFAULT 'ok', n int8 UNIQUE, age int NOT NULL, "order" size NOT NULL, CHECK (age >= 0));
CREATE INDEX users_name ON users (lower(name)) WHERE n > 1;
CREATE VIEW names AS SELECT id, name FROM users;
CREATE VIEW more AS SELECT name FROM names;
CREATE TABLE a_posts (id bigserial PRIMARY KEY, owner int NOT NULL REFERENCES users ON DELETE CASCADE, tags text[] DEFAULT '{}' NOT NULL, best bigint);
CREATE TABLE z_votes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, post bigint REFERENCES a_posts);
ALTER TABLE a_posts ADD FOREIGN KEY (best) REFERENCES z_votes;
COMMENT ON TABLE users IS 'people';
