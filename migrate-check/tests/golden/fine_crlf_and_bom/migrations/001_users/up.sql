CREATE TABLE users (
  id INTEGER
);
