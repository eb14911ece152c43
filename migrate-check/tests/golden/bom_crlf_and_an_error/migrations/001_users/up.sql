CREAT TABLE users (
  id INTEGER
);
