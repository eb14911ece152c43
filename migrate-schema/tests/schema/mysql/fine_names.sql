-- Other alphabets.
CREATE TABLE größe (id INTEGER PRIMARY KEY, name_ä TEXT NOT NULL, имя VARCHAR(20), 名前 VARCHAR(20) UNIQUE);
SELECT größe.id, NAME_Ä, ИМЯ, 名前 FROM größe WHERE größe.name_ä <> '';
CREATE INDEX индекс ON größe (имя);
DROP INDEX ИНДЕКС ON größe;
ALTER TABLE größe RENAME COLUMN 名前 TO `名 前`;

-- Quotes and other signs in names.
CREATE TABLE `a``b` (`c``d` INTEGER, `"` INTEGER, `x;y` INTEGER, `-- z` INTEGER, `'` INTEGER, `/*` INTEGER, 1a INTEGER, $b INTEGER, `1` INTEGER);
SELECT `a``b`.`c``d`, `"`, `x;y`, `-- z`, `'`, `/*`, 1a, $b, `1` FROM `a``b`;
CREATE INDEX `i ``1``` ON `a``b` (`c``d`);
ALTER TABLE `a``b` DROP INDEX `i ``1```;
RENAME TABLE `a``b` TO `a b`;
INSERT INTO `a b` (`c``d`) VALUES (1);

-- Reserved words.
CREATE TABLE `select` (`from` INTEGER PRIMARY KEY, `table` INTEGER, `order` INTEGER, `group` INTEGER, KEY `key` (`table`));
SELECT `select`.`from`, `table` FROM `select` WHERE `order` > `group` ORDER BY `order`;
SELECT `select`.from, `select`.`table` FROM `select`;
ALTER TABLE `select` DROP KEY `key`;
CREATE VIEW `view` AS SELECT `from` AS `as` FROM `select`;
SELECT `as` FROM `view`;
DROP VIEW `view`;

-- Folded: columns and indexes.
CREATE TABLE folded (Id INTEGER, Name VARCHAR(10), KEY ById (ID));
SELECT ID, nAME FROM folded WHERE folded.iD > 0;
ALTER TABLE folded DROP KEY BYID, CHANGE COLUMN NAME name VARCHAR(20);

-- As long as can be.
CREATE TABLE a_name_of_sixty_four_characters_which_is_as_much_as_can_be_of_it (id INTEGER);
DROP TABLE a_name_of_sixty_four_characters_which_is_as_much_as_can_be_of_it;
CREATE TABLE äöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüäöüä (id INTEGER);
