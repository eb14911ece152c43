-- Encrypt the credentials that are there.
--
-- The values themselves are written by the step in Rust behind this script, with the key of SECRET_KEY.
-- This table has one row, which only that key opens: the server asks it when it starts.
CREATE TABLE encryption_keys (
    id INTEGER NOT NULL PRIMARY KEY,
    proof TEXT NOT NULL,
    CONSTRAINT encryption_keys_one CHECK (id = 1)
);
