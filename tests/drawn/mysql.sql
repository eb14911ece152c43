CREATE TABLE `Größe``x` (
    id int NOT NULL ⟨¦AUTO_INCREMENT⟩,
    one ⟨int¦bigint⟩ NOT NULL ⟨¦COMMENT 'the ''one'''⟩,
    `a ``b` ⟨text¦varchar(40)¦varchar(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin¦varchar(60) NOT NULL DEFAULT 'it''s'⟩,
    mood enum(⟨'ok'¦'sad', 'ok'¦'sad', 'ok', 'it''s'⟩) ⟨¦DEFAULT 'ok'⟩,
    ⟨tall boolean¦tall int GENERATED ALWAYS AS (one + 1) STORED¦tall int GENERATED ALWAYS AS (one * 2) VIRTUAL⟩,
    changed timestamp NOT NULL DEFAULT current_timestamp() ⟨¦ON UPDATE current_timestamp()⟩,
    favourite int,
    PRIMARY KEY (⟨id¦id, one⟩),
    UNIQUE KEY big_id (id)⟨¦,
    CONSTRAINT fine CHECK (one > 0)¦,
    CONSTRAINT fine CHECK (one > 0 AND one < 1000)⟩
) ⟨¦COMMENT 'big'⟩;
CREATE TABLE child (
    id int PRIMARY KEY,
    one int,
    `of` int,
    parent int
);
⟨¦ALTER TABLE child ADD CONSTRAINT parents FOREIGN KEY (parent) REFERENCES child (id);¦ALTER TABLE child ADD CONSTRAINT parents FOREIGN KEY (parent) REFERENCES child (id) ON DELETE CASCADE;⟩
⟨¦ALTER TABLE `Größe``x` ADD CONSTRAINT favourites FOREIGN KEY (favourite) REFERENCES child (id);¦ALTER TABLE `Größe``x` ADD CONSTRAINT favourites FOREIGN KEY (favourite) REFERENCES child (id) ON DELETE SET NULL;⟩
⟨¦ALTER TABLE child ADD CONSTRAINT of_it FOREIGN KEY (`of`) REFERENCES `Größe``x` (id);¦ALTER TABLE child ADD CONSTRAINT of_it FOREIGN KEY (`of`) REFERENCES `Größe``x` (id) ON UPDATE CASCADE;⟩
⟨¦CREATE INDEX some ON `Größe``x` (one);¦CREATE UNIQUE INDEX some ON `Größe``x` (one, id);¦CREATE INDEX some ON `Größe``x` (`a ``b`(10), one);¦CREATE FULLTEXT INDEX some ON `Größe``x` (`a ``b`);⟩
⟨1:¦CREATE VIEW small AS SELECT id, one FROM `Größe``x` WHERE one < 5;¦CREATE VIEW small (number, `the one`) AS SELECT id, one FROM `Größe``x`;⟩
⟨1:¦CREATE VIEW smaller AS SELECT id FROM small;¦⟩
⟨¦CREATE TRIGGER touch BEFORE UPDATE ON `Größe``x` FOR EACH ROW SET NEW.one = NEW.one;¦CREATE TRIGGER touch AFTER INSERT ON child FOR EACH ROW BEGIN DELETE FROM `Größe``x` WHERE id = 17; SET @a = 1; END;⟩
⟨¦CREATE TABLE `select` (id int PRIMARY KEY AUTO_INCREMENT, `of` int, email text, KEY of_key (`of`));¦CREATE TABLE `select` (id int PRIMARY KEY, email varchar(40) NOT NULL);⟩
-- Rows.
INSERT INTO `Größe``x` (id, one, `a ``b`, mood) VALUES (1, 1, 'a', 'ok'), (2, 2, 'b', NULL), (3, 3, '', 'ok');
INSERT INTO child (id, one, `of`, parent) VALUES (1, 1, 1, 1), (2, 2, 1, 1), (3, 3, NULL, NULL);
UPDATE `Größe``x` SET favourite = 2 WHERE id = 1;
