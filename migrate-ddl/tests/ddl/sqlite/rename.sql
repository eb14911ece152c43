-- rename users.name=full_name
-- rename users=people
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE posts (owner INTEGER REFERENCES users);
-- to
CREATE TABLE people (id INTEGER PRIMARY KEY, full_name TEXT, age INT);
CREATE TABLE posts (owner INTEGER REFERENCES people);
