CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name VARCHAR(40),
    mail TEXT
);
