CREATE TABLE names AS SELECT id, name FROM users;
DROP TABLE users;
