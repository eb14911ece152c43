DROP FUNCTION set_changed_at();
DROP TABLE notes;
