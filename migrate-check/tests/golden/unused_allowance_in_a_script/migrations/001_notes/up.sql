CREATE TABLE notes (id INTEGER PRIMARY KEY);
-- migrate-allow unknown-function, unknown-table: there was one
CREATE INDEX notes_by_id ON notes (id);
