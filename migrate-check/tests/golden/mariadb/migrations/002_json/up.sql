UPDATE users SET name = CAST(CONCAT('[', name, ']') AS JSON);
