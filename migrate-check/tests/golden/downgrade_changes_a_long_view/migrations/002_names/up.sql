DROP VIEW named;
CREATE VIEW named AS SELECT id, first_name AS full_name FROM users;
