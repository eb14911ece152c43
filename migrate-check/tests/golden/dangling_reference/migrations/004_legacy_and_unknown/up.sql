PRAGMA legacy_alter_table = ON;
ALTER TABLE "plätze" RENAME TO "alte plätze";
CREATE TABLE "plätze" (id INTEGER PRIMARY KEY);
DROP TABLE "alte plätze";
PRAGMA legacy_alter_table = OFF;
