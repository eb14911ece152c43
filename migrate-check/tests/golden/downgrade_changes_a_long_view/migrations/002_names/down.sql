DROP VIEW named;
CREATE VIEW named AS
    SELECT id, first_name || ' ' || last_name AS full_name, coalesce(email, phone, 'nobody') AS address
    FROM users WHERE first_name <> '' AND last_name <> '' ORDER BY first_name;
