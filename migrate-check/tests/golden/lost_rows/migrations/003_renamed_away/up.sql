-- The foreign keys follow to the old table.
ALTER TABLE "plätze" RENAME TO "alte plätze";
CREATE TABLE "plätze" (id INTEGER PRIMARY KEY, nr INT UNIQUE);
INSERT INTO "plätze" SELECT * FROM "alte plätze";
DROP TABLE "alte plätze";
