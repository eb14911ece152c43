CREATE TABLE users (
    id bigint PRIMARY KEY,,
    email text
);
INSERT INTO users (id, email) VALUES (1, 'a');
CREATE INDEX ON userz (email);
CREAT TYPE mood AS ENUM ('sad');
CREATE TABLE moods (mood mood, mode moode);
