-- What is in double quotes is a name in the mode `ANSI_QUOTES`, and known as one.
SET sql_mode = 'ANSI_QUOTES';
CREATE TABLE "t" ("id" INT PRIMARY KEY, "größe" INT);
ALTER TABLE t DROP COLUMN "nope";
CREATE INDEX "i" ON "t" ("none");
CREATE INDEX "i" ON "t" ("größe");
SET sql_mode = '';
ALTER TABLE t ADD KEY i (id);
