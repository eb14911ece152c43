CREATE TABLE t (id INTEGER PRIMARY KEY);
-- to
CREATE TABLE t (id INTEGER PRIMARY KEY, "glob" "select", "key" "my type"(3), name "größe", v unsigned big int);
CREATE TABLE "match" ("action" INTEGER PRIMARY KEY);
CREATE INDEX "plan" ON "match" ("action");
