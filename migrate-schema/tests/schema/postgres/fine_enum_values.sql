CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE people (id int PRIMARY KEY, mood mood DEFAULT 'sad', note text, moods mood[]);
-- next revision
ALTER TYPE mood ADD VALUE 'proud';
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'glad';
INSERT INTO people (id, mood, note) VALUES (1, 'glad', 'proud');
UPDATE people SET note = 'proud' WHERE note = 'proud' OR mood::text = 'proud';
SELECT mood::text IN ('proud'), 'proud'::text FROM people;
CREATE FUNCTION later() RETURNS void LANGUAGE plpgsql AS $$ BEGIN UPDATE people SET mood = 'proud'; END $$;
COMMENT ON COLUMN people.mood IS 'proud';
CREATE TYPE pride AS ENUM ('proud');
SELECT 'proud'::pride;
ALTER TYPE mood RENAME TO old_mood;
CREATE TYPE mood AS ENUM ('sad', 'glad', 'proud');
ALTER TABLE people ALTER COLUMN mood DROP DEFAULT;
ALTER TABLE people ALTER COLUMN mood TYPE mood USING mood::text::mood;
ALTER TABLE people ALTER COLUMN mood SET DEFAULT 'proud';
INSERT INTO people (id, mood) VALUES (2, 'proud');
-- next revision
INSERT INTO people (id, moods) VALUES (3, ARRAY['proud'::old_mood]);
-- next revision
ALTER TYPE mood RENAME VALUE 'proud' TO 'haughty';
ALTER TABLE people ALTER COLUMN mood SET DEFAULT 'haughty';
