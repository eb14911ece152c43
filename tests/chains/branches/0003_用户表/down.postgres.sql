DROP TABLE users;
DROP FUNCTION trimmed();
