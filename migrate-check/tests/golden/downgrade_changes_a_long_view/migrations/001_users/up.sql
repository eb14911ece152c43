CREATE TABLE users (id INTEGER PRIMARY KEY, first_name TEXT NOT NULL, last_name TEXT NOT NULL, email TEXT, phone TEXT);
CREATE VIEW named AS
    SELECT id, first_name || ' ' || last_name AS full_name, coalesce(email, phone, 'nobody') AS address
    FROM users WHERE first_name <> '' AND last_name <> '' ORDER BY last_name;
