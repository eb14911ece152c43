CREATE SCHEMA auth;
CREATE SCHEMA "Odd name";
CREATE SCHEMA nothing;
CREATE SCHEMA other;
CREATE TYPE role AS ENUM ('admin', 'guest');
CREATE TYPE auth.role AS ENUM ('owner');
CREATE TYPE "Odd name"."kind of" AS ENUM ('a', 'b');
CREATE TABLE accounts (id int PRIMARY KEY, role role NOT NULL);
CREATE TABLE auth.users (
  id int PRIMARY KEY,
  role auth.role NOT NULL,
  outer_role public.role,
  account_id int REFERENCES accounts,
  kind "Odd name"."kind of"
);
COMMENT ON TABLE auth.users IS 'Who may come in';
CREATE TABLE auth.sessions (token text PRIMARY KEY, user_id int NOT NULL REFERENCES auth.users);
CREATE TABLE sessions (token text PRIMARY KEY, user_id int NOT NULL REFERENCES auth.users, account_id int REFERENCES accounts);
CREATE TABLE "Odd name"."Table" (id int PRIMARY KEY, kind "Odd name"."kind of");
CREATE TABLE "Odd name".kept (id int PRIMARY KEY, t int REFERENCES "Odd name"."Table");
CREATE TABLE "Odd name".child (id int PRIMARY KEY, t int REFERENCES "Odd name"."Table");
CREATE TABLE other.unseen (id int PRIMARY KEY);
SET search_path TO auth, public;
CREATE TABLE tokens (id int PRIMARY KEY, role role, user_id int REFERENCES users);
ALTER TABLE other.unseen SET SCHEMA public;
ALTER TYPE public.role RENAME TO part;
