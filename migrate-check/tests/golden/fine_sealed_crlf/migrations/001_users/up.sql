CREATE TABLE users
-- moved
 (id INTEGER PRIMARY KEY, email TEXT NOT NULL);
