-- Other alphabets: only ASCII letters are compared without regard to case.
CREATE TABLE Größe (id INTEGER PRIMARY KEY, ÄÖ TEXT NOT NULL, äö TEXT, Имя TEXT, 名前 TEXT UNIQUE);
SELECT größe.ID, ÄÖ, äö, Имя, 名前 FROM GRößE WHERE größe.ÄÖ <> '';
CREATE INDEX индекс ON größe (Имя);
ALTER TABLE größe RENAME COLUMN 名前 TO "名 前";
DROP INDEX индекс;
CREATE TABLE 😀 (🔑 INTEGER PRIMARY KEY, é INTEGER);
SELECT 🔑 FROM 😀 WHERE é > 0;

-- Four kinds of quotes, and quotes in names.
CREATE TABLE "a""b" ("c""d" INTEGER, [e"f] INTEGER, `g``h` INTEGER, 'i''j' INTEGER, "x;y" INTEGER, "-- z" INTEGER);
SELECT "a""b"."c""d", [c"d], `c"d`, "e""f", [g`h], "i'j", [x;y], `-- z` FROM [a"b];
CREATE INDEX "i ""1""" ON "a""b" ("c""d", [e"f]);
DROP INDEX [i "1"];
ALTER TABLE "a""b" RENAME TO [a.b];
ALTER TABLE [a.b] RENAME COLUMN "c""d" TO `c d`;
INSERT INTO main."a.b" (`c d`, [e"f]) VALUES (1, 2);
CREATE TABLE " " (" " INTEGER, "  " INTEGER);
INSERT INTO " " (" ", "  ") VALUES (1, 2);

-- Keywords.
CREATE TABLE "select" ("from" INTEGER PRIMARY KEY, [table] INTEGER REFERENCES "select" ("from"), `order` INTEGER, key TEXT, replace TEXT);
SELECT "select"."from", key, replace FROM [select] WHERE `order` > [table] ORDER BY "order";
CREATE VIEW "view" AS SELECT "from" AS "as" FROM "select";
SELECT "as" FROM [view];
CREATE TRIGGER "begin" AFTER INSERT ON "select" BEGIN UPDATE "select" SET "order" = NEW."from"; END;
ALTER TABLE "select" RENAME COLUMN "order" TO "group";
DROP TRIGGER "begin";
DROP VIEW "view";

-- Folded.
CREATE TABLE Folded (Id INTEGER, Name TEXT);
SELECT "ID", F.nAME FROM "FOLDED" AS f;
DROP TABLE folded;
