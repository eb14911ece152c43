-- A value that a transaction adds to a type that was there before can't be used in it.
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE people (id int PRIMARY KEY, mood mood DEFAULT 'sad', note text, moods mood[]);
CREATE VIEW kinds AS SELECT mood FROM people;
-- next revision
ALTER TYPE mood ADD VALUE 'proud' BEFORE 'sad';
ALTER TABLE people ADD COLUMN other mood DEFAULT 'proud';
ALTER TABLE people ALTER COLUMN mood SET DEFAULT 'proud';
ALTER TABLE people ALTER COLUMN mood SET DEFAULT 'proud'::mood;
CREATE TABLE more (mood mood CHECK (mood <> 'proud'));
CREATE INDEX people_proud ON people (id) WHERE mood = 'proud';
CREATE VIEW proud AS SELECT id FROM people WHERE 'proud' = mood;
CREATE VIEW cases AS SELECT CASE mood WHEN 'sad' THEN 1 WHEN 'proud' THEN 2 END AS n FROM people;
CREATE FUNCTION proud() RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM people WHERE mood = 'proud' $$;
INSERT INTO people (id, mood) VALUES (1, 'sad'), (2, 'proud');
INSERT INTO people VALUES (1, 'proud');
INSERT INTO people (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET mood = 'proud';
UPDATE people SET note = 'proud', mood = 'proud';
DELETE FROM people WHERE mood IN ('sad', 'proud');
SELECT * FROM kinds WHERE mood BETWEEN 'glad' AND 'proud';
SELECT CAST('proud' AS mood);
ALTER TABLE people ALTER COLUMN note TYPE mood USING (CASE note WHEN 'x' THEN 'proud'::mood END);
ALTER TYPE mood RENAME VALUE 'proud' TO 'haughty';
SELECT 'haughty'::mood;
