-- migrate-allow unknown-function: the platform's template has it
-- How notes are found.
ALTER TABLE notes ADD COLUMN vector TEXT DEFAULT embed('');
-- migrate-allow unknown-type: so it is with this
CREATE TABLE vectors (id BIGINT PRIMARY KEY, value vector4);
INSERT INTO vectors VALUES (1, '2', 3, 4);
