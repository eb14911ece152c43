-- Other alphabets: only ASCII letters are folded.
CREATE TABLE Größe (id integer PRIMARY KEY, ÄÖ text NOT NULL, Имя text, 名前 text UNIQUE);
SELECT größe.id, ÄÖ, Имя, 名前 FROM GRößE WHERE größe.ÄÖ <> '';
CREATE INDEX индекс ON größe (Имя);
ALTER TABLE größe RENAME COLUMN 名前 TO "名 前";
ALTER TABLE größe DROP CONSTRAINT größe_名前_key;
DROP INDEX индекс;
-- What differs by case outside of ASCII are two columns.
ALTER TABLE größe ADD COLUMN äö text;
CREATE TABLE 😀 (🔑 integer PRIMARY KEY, "e\u0301" integer, é integer);
SELECT 🔑 FROM 😀 WHERE é > 0;

-- Quotes and other signs in names.
CREATE TABLE "a""b" ("c""d" integer, """" integer, "x;y" integer, "-- z" integer, "'" integer, "/*" integer);
SELECT "a""b"."c""d", """", "x;y", "-- z", "'", "/*" FROM "a""b";
ALTER TABLE "a""b" RENAME TO "a.b";
ALTER TABLE "a.b" ADD CONSTRAINT "k ""1""" CHECK ("c""d" > 0);
ALTER TABLE public."a.b" DROP CONSTRAINT "k ""1""";
CREATE TABLE " " (" " integer, "  " integer);
INSERT INTO " " (" ", "  ") VALUES (1, 2);
CREATE TABLE U&"d\0061t\+000061" (U&"\0441\043B" integer);
SELECT сл FROM data;
CREATE TABLE U&"!0061" UESCAPE '!' (b integer);
SELECT b FROM a;

-- Reserved words.
CREATE TABLE "select" ("from" integer PRIMARY KEY, "table" integer REFERENCES "select" ("from"), "user" text, "order" integer, "group" integer);
SELECT "select"."from", "user" FROM "select" WHERE "order" > "group" ORDER BY "order";
CREATE INDEX "where" ON "select" ("user");
CREATE VIEW "view" AS SELECT "from" AS "as" FROM "select";
SELECT "as" FROM "view";
DROP VIEW "view";
ALTER TABLE "select" RENAME "from" TO "primary";

-- Folded or not.
CREATE TABLE Folded (Id integer, "Id" integer, "ID" integer);
SELECT ID, "Id", "ID" FROM "folded" AS F WHERE f.id > F."Id";
CREATE TABLE "Folded" (a integer);
DROP TABLE folded, "Folded";

-- Cut to 63 bytes, not within a character; either spelling is the same name.
CREATE TABLE a_name_of_seventy_bytes_which_is_more_than_the_server_keeps_of_any_name (id integer);
SELECT id FROM a_name_of_seventy_bytes_which_is_more_than_the_server_keeps_of_;
SELECT id FROM a_name_of_seventy_bytes_which_is_more_than_the_server_keeps_of_XYZ;
ALTER TABLE a_name_of_seventy_bytes_which_is_more_than_the_server_keeps_of_any_name ADD COLUMN "ein_Spaltenname_mit_Umlauten_der_genau_an_dieser_Stelle_endet_äöü" integer;
UPDATE a_name_of_seventy_bytes_which_is_more_than_the_server_keeps_of_any_name SET "ein_Spaltenname_mit_Umlauten_der_genau_an_dieser_Stelle_endet_" = 1
WHERE "ein_Spaltenname_mit_Umlauten_der_genau_an_dieser_Stelle_endet_ß" = 2;
DROP TABLE a_name_of_seventy_bytes_which_is_more_than_the_server_keeps_of_;
