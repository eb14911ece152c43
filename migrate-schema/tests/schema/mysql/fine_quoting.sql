-- `sql_mode` says what quotes and backslashes mean, from the next statement on.
SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES';
CREATE TABLE "a" ("id" INT PRIMARY KEY, t VARCHAR(30) DEFAULT 'x\');
-- next revision
CREATE TABLE b (id INT PRIMARY KEY, t VARCHAR(20) DEFAULT "it\'s");
-- next revision
SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES');
CREATE TABLE "c d" ("i""d" INT PRIMARY KEY, "x\" INT, "größe" INT, CHECK ("i""d" > 0));
CREATE VIEW "v w" AS SELECT "x\" AS "y z" FROM "c d";
SET sql_mode = REPLACE(@@sql_mode, 'ANSI_QUOTES', '');
SELECT `i"d`, "it\'s" FROM `c d`;
SELECT `y z` FROM `v w`;
-- next revision
SET @OLD_SQL_MODE = @@SQL_MODE, SQL_MODE = 'NO_BACKSLASH_ESCAPES';
SELECT 'x\';
SET SQL_MODE = @OLD_SQL_MODE;
SELECT 'it\'s';
/*!40101 SET @OLD_SQL_MODE=@@SQL_MODE, SQL_MODE='NO_BACKSLASH_ESCAPES' */;
SELECT 'x\';
/*!40101 SET SQL_MODE=@OLD_SQL_MODE */;
SELECT 'it\'s';
-- next revision
SET SESSION sql_mode = NO_BACKSLASH_ESCAPES;
SELECT 'x\';
SET sql_mode = DEFAULT;
SELECT 'it\'s';
SET @@session.sql_mode = ANSI, @x = 1;
SELECT 'x\'y' "al\";
SET LOCAL sql_mode = (SELECT CONCAT('', 'NO_BACKSLASH_ESCAPES'));
SELECT 'x\';
