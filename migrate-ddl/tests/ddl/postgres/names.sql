CREATE TYPE public."time" AS ENUM ('a');
CREATE TYPE "integer" AS ENUM ('b');
CREATE TYPE double AS ENUM ('c');
CREATE COLLATION public.natural (provider = icu, locale = 'en');
CREATE TABLE t (id int PRIMARY KEY);
-- to
CREATE TYPE public."time" AS ENUM ('a');
CREATE TYPE "integer" AS ENUM ('b');
CREATE TYPE double AS ENUM ('c');
CREATE COLLATION public.natural (provider = icu, locale = 'en');
CREATE TABLE t (id int PRIMARY KEY, a public."time", b time, c "integer"[], d integer, e double, f bpchar, g char, h "bit", i bit, j text COLLATE pg_catalog."C", k text COLLATE public.natural, l text COLLATE "de_DE.utf8", CHECK (a <> 'a'::public."time"));
CREATE TABLE public.pg_own (a int, b int GENERATED ALWAYS AS (a + 1) STORED);
CREATE TYPE "json" AS (a public."time", "user" "integer");
CREATE FUNCTION public.lower("user" "json", b public."time") RETURNS int LANGUAGE sql AS 'SELECT 1';
