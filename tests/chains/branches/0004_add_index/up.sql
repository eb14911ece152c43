CREATE INDEX ix_notes_body ON notes (body);
