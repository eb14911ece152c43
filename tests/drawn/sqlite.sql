CREATE TABLE "Größe""x" (
    id INTEGER NOT NULL ⟨1:PRIMARY KEY¦PRIMARY KEY AUTOINCREMENT¦¦⟩,
    one ⟨INTEGER¦BIGINT⟩ NOT NULL,
    "a ""b" ⟨TEXT¦VARCHAR(40)¦TEXT COLLATE nocase⟩,
    [odd name] TEXT ⟨¦DEFAULT 'it''s'¦DEFAULT (lower('X'))¦DEFAULT current_timestamp⟩,
    ⟨tall BOOLEAN¦tall INTEGER GENERATED ALWAYS AS (id + 1) STORED¦tall INTEGER GENERATED ALWAYS AS (id * 2) VIRTUAL⟩,
    favourite INTEGER ⟨¦REFERENCES child (id)¦REFERENCES child (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED¦REFERENCES child (id) ON DELETE CASCADE⟩⟨1:¦¦,
    PRIMARY KEY (id, one)¦,
    PRIMARY KEY (one DESC, id)⟩,
    UNIQUE (id)⟨¦,
    CONSTRAINT fine CHECK (one > 0)¦,
    CHECK (one > 0 AND id > 0)⟩
)⟨1:¦¦ WITHOUT ROWID¦⟩;
CREATE TABLE child (
    id INTEGER PRIMARY KEY,
    one INTEGER,
    of INTEGER ⟨¦REFERENCES "Größe""x" (id)¦REFERENCES "Größe""x" (id) ON DELETE CASCADE¦CONSTRAINT of_it REFERENCES "Größe""x" (id) ON UPDATE CASCADE⟩,
    parent INTEGER ⟨¦REFERENCES child (id)¦REFERENCES child (id) ON DELETE CASCADE⟩
)⟨¦ STRICT⟩;
⟨¦CREATE INDEX partial ON "Größe""x" (one) WHERE one > 1;¦CREATE UNIQUE INDEX partial ON "Größe""x" (one) WHERE "a ""b" = 'ok';¦CREATE INDEX partial ON "Größe""x" (lower("a ""b"), one + 1 DESC);¦CREATE INDEX partial ON "Größe""x" ("a ""b" COLLATE nocase DESC);⟩
⟨2:¦CREATE VIEW small AS SELECT id, one FROM "Größe""x" WHERE one < 5;¦CREATE VIEW small (number, "the one") AS SELECT id, one FROM "Größe""x";⟩
⟨2:¦CREATE VIEW smaller AS SELECT id FROM small;¦CREATE TRIGGER small_in INSTEAD OF INSERT ON small BEGIN INSERT INTO child (id, one) VALUES (NEW.number, 1); END;⟩
⟨¦CREATE TRIGGER touch AFTER UPDATE OF one ON "Größe""x" WHEN NEW.one > 100 BEGIN DELETE FROM child WHERE id = OLD.id; END;¦CREATE TRIGGER touch AFTER INSERT ON child BEGIN UPDATE "Größe""x" SET one = one WHERE id = NEW.of; SELECT 1; END;⟩
⟨¦CREATE TABLE "select" (id INTEGER PRIMARY KEY, of INTEGER REFERENCES child (id), email TEXT);¦CREATE TABLE "select" (id INTEGER PRIMARY KEY, email TEXT NOT NULL);⟩
-- Rows.
BEGIN;
PRAGMA defer_foreign_keys = ON;
INSERT INTO "Größe""x" (id, one, "a ""b") VALUES (1, 1, 'ok'), (2, 2, NULL), (3, 3, 'A');
INSERT INTO child (id, one, of, parent) VALUES (1, 1, 1, 1), (2, 2, 1, 1), (3, 3, NULL, NULL);
UPDATE "Größe""x" SET favourite = 2 WHERE id = 1;
COMMIT;
