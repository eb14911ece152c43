-- What FTS5 makes: a table with a column of its own name and one of the rank, and where it keeps its data.
CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT NOT NULL, body TEXT);
CREATE VIRTUAL TABLE note_search USING fts5(title, body, content = 'notes', content_rowid = 'id');
CREATE VIRTUAL TABLE words USING fts5("odd word", type UNINDEXED, prefix = '2 3', tokenize = 'porter ascii');
CREATE VIRTUAL TABLE nothing_kept USING fts5(a, content = '');
CREATE VIRTUAL TABLE without_sizes USING fts5(x, columnsize = 0);
CREATE VIRTUAL TABLE gone USING fts5(x);
DROP TABLE gone;
CREATE TRIGGER notes_new AFTER INSERT ON notes BEGIN
    INSERT INTO note_search (rowid, title, body) VALUES (new.id, new.title, new.body);
END;
SELECT rowid, rank FROM note_search WHERE note_search MATCH 'a' ORDER BY rank;
INSERT INTO note_search (note_search) VALUES ('rebuild');
