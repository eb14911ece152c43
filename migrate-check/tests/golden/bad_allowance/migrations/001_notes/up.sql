-- migrate-allow unknown-tabel: a slip of the pen
CREATE TABLE notes (id INTEGER PRIMARY KEY);
-- migrate-allow
CREATE INDEX notes_by_id ON notes (id); -- migrate-allow duplicate-index
