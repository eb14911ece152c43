CREATE TABLE users (
  name TEXT DEFAULT 'Jürgen'
);
