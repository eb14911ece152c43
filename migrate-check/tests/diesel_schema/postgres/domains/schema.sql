CREATE SCHEMA kinds;
CREATE TYPE mood AS ENUM ('happy', 'sad');
CREATE TYPE weather AS ENUM ('rain', 'sun');
CREATE TYPE float_range AS RANGE (subtype = float8);
CREATE TYPE pair AS (a integer, b text);
CREATE DOMAIN email AS varchar(255) NOT NULL CHECK (VALUE LIKE '%@%');
CREATE DOMAIN email_list AS text[];
CREATE DOMAIN kinds.money_only AS numeric(12, 2);
CREATE DOMAIN kinds.currency AS char(3);
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN even AS positive CHECK (VALUE % 2 = 0);
CREATE DOMAIN gone_mood AS mood;
CREATE DOMAIN e_mood AS mood NOT NULL;
CREATE DOMAIN "Every Day" AS date;
CREATE TABLE people (
  id serial PRIMARY KEY,
  mail email,
  mails email[],
  list email_list,
  price kinds.money_only,
  currency kinds.currency NOT NULL,
  count positive,
  pairs even,
  first_mood gone_mood,
  second_mood e_mood,
  day "Every Day",
  mood mood NOT NULL,
  weather weather,
  weathers weather[],
  range float_range,
  pair pair
);
COMMENT ON TABLE people IS 'Those who are asked';
COMMENT ON COLUMN people.mail IS 'Where to reach them';
ALTER DOMAIN positive SET NOT NULL;
ALTER DOMAIN e_mood DROP NOT NULL;
CREATE TABLE answers (id int PRIMARY KEY, person int NOT NULL REFERENCES people);
