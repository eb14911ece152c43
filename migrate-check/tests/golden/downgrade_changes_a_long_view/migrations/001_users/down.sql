DROP VIEW named;
DROP TABLE users;
