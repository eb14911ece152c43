DROP INDEX ix_notes_body;
