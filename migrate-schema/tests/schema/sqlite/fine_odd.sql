-- A view over nobody is fine until something is altered.
CREATE VIEW early AS SELECT id FROM later;
CREATE TABLE later (id INTEGER PRIMARY KEY, "from" TEXT, [a b] INT, `c``d` REAL, 'e' BLOB);
CREATE TABLE IF NOT EXISTS later (nobody);
-- Constraints need no commas between them, and some say nothing.
CREATE TABLE loose (
  a, b UNSIGNED BIG INT DEFAULT -1, c VARCHAR(10, 2) CONSTRAINT nobody,
  d TEXT DEFAULT (1 + 2) COLLATE nocase NOT NULL ON CONFLICT IGNORE,
  e AS (a + b) STORED, f GENERATED ALWAYS AS (a) VIRTUAL,
  g REFERENCES nowhere ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  CONSTRAINT one UNIQUE (a, b DESC) CONSTRAINT two CHECK (a > 0)
  FOREIGN KEY (a) REFERENCES nowhere (x)
);
-- Names of constraints are free, and may be those of tables.
CREATE TABLE other (a INT CONSTRAINT one UNIQUE, CONSTRAINT loose CHECK (a > 0));
CREATE INDEX loose_a ON loose (a COLLATE nocase DESC, lower(b), a + b) WHERE c IS NOT NULL;
CREATE INDEX IF NOT EXISTS loose_a ON loose (b);
CREATE INDEX loose_row ON loose (a) WHERE rowid > 1;
CREATE TEMP TABLE later (id);
DROP TABLE temp.later;
CREATE TABLE kv (k TEXT PRIMARY KEY, v ANY) STRICT, WITHOUT ROWID;
CREATE TABLE seq (id INTEGER PRIMARY KEY AUTOINCREMENT);
INSERT INTO seq DEFAULT VALUES;
SELECT * FROM sqlite_sequence;
CREATE TRIGGER loose_changed AFTER UPDATE OF a, nobody ON loose WHEN new.a > old.a BEGIN
  INSERT INTO seq VALUES (new.a);
  UPDATE other SET a = CASE WHEN new.a > 1 THEN 2 ELSE 3 END WHERE a = old.a;
END;
CREATE VIEW numbers (n) AS SELECT a FROM other;
CREATE TRIGGER numbers_new INSTEAD OF INSERT ON numbers BEGIN
  INSERT INTO other VALUES (new.n);
END;
ALTER TABLE other RENAME TO others;
ALTER TABLE others RENAME a TO b;
ALTER TABLE loose ADD COLUMN h TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP;
ALTER TABLE loose ADD i REFERENCES kv (k) CHECK (i <> '');
ALTER TABLE loose DROP i;
ALTER TABLE loose DROP COLUMN h;
CREATE VIRTUAL TABLE search USING fts5(title, body UNINDEXED, tokenize = 'porter');
DROP TABLE search;
CREATE TABLE copied AS SELECT * FROM kv;
DROP TABLE IF EXISTS nowhere;
DROP INDEX IF EXISTS nowhere;
DROP VIEW IF EXISTS nowhere;
DROP TRIGGER IF EXISTS nowhere;
DROP TRIGGER loose_changed;
PRAGMA foreign_keys = OFF;
REINDEX loose;
ANALYZE;
ANALYZE kv;
