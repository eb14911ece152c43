DROP TRIGGER notes_changed ON notes;
