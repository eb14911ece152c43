DROP TABLE moods;
DROP TYPE mood;
DROP TABLE users;
