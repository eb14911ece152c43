-- Keys and foreign keys that both servers take, or one of them.
CREATE TABLE parents (
  id INT AUTO_INCREMENT PRIMARY KEY,
  code VARCHAR(20) NOT NULL,
  region INT NOT NULL,
  KEY (region, code)
);
CREATE TABLE children (
  id INT AUTO_INCREMENT,
  parent INT,
  region INT NOT NULL,
  code VARCHAR(40),
  best INT,
  PRIMARY KEY (id),
  FOREIGN KEY (parent) REFERENCES parents (id) ON DELETE SET NULL ON UPDATE CASCADE,
  CONSTRAINT by_region FOREIGN KEY (region) REFERENCES parents (region),
  FOREIGN KEY (region, code) REFERENCES parents (region, code),
  FOREIGN KEY (best) REFERENCES children (id)
);
-- The hidden columns of a key count.
CREATE TABLE hidden (region INT NOT NULL, code VARCHAR(20), id INT, FOREIGN KEY (region, code, id) REFERENCES parents (region, code, id));
DROP TABLE hidden;
-- The index that the engine made gives way to one of ours.
ALTER TABLE children ADD INDEX by_parent (parent, id);
ALTER TABLE children DROP INDEX by_parent, ADD INDEX parent (parent);
ALTER TABLE children DROP FOREIGN KEY children_ibfk_1;
DROP INDEX parent ON children;
ALTER TABLE children DROP COLUMN parent;
-- Everything is on the table as it was.
ALTER TABLE parents RENAME COLUMN code TO region, RENAME COLUMN region TO code;
ALTER TABLE children DROP FOREIGN KEY children_ibfk_2, DROP FOREIGN KEY by_region, DROP COLUMN code;
ALTER TABLE parents DROP COLUMN region, DROP INDEX region, ADD COLUMN region DATE, ADD INDEX by_date (region);
ALTER TABLE parents DROP PRIMARY KEY, ADD PRIMARY KEY (id);
ALTER TABLE parents MODIFY id INT NOT NULL, ADD UNIQUE (id), MODIFY region DATE AFTER id;
ALTER TABLE parents CHANGE region since DATETIME NOT NULL FIRST, ALGORITHM=COPY, LOCK=SHARED;
CREATE UNIQUE INDEX once ON parents (since);
CREATE INDEX IF NOT EXISTS once ON parents (since);
ALTER TABLE parents ADD COLUMN IF NOT EXISTS since INT, DROP COLUMN IF EXISTS nothing, DROP INDEX IF EXISTS nothing;
ALTER TABLE parents RENAME INDEX once TO twice, ALTER COLUMN since DROP DEFAULT;
-- Foreign keys follow.
RENAME TABLE parents TO elders, children TO youngsters;
ALTER TABLE youngsters DROP FOREIGN KEY youngsters_ibfk_3;
ALTER TABLE youngsters RENAME TO children;
DROP TABLE children, elders;
-- MariaDB cuts the key by itself.
CREATE TABLE long_key (a TEXT, b TEXT DEFAULT 'x', UNIQUE (a), INDEX (b));
-- Two tables on one platform, one on others.
CREATE TABLE Long_Key (a INT);
DROP TABLE long_key;
