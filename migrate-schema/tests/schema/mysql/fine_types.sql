-- Every type with its attributes, and every property of a column.
CREATE TABLE numbers (
  id BIGINT(20) UNSIGNED ZEROFILL NOT NULL AUTO_INCREMENT COMMENT 'it''s \'quoted\'',
  tiny TINYINT(1) NOT NULL DEFAULT 0,
  flag BOOL DEFAULT TRUE,
  small SMALLINT SIGNED DEFAULT -1,
  medium MEDIUMINT UNSIGNED NULL DEFAULT NULL,
  whole INTEGER(11) DEFAULT '0',
  price DECIMAL(10, 2) UNSIGNED NOT NULL DEFAULT 0.00,
  exact NUMERIC,
  ratio DOUBLE PRECISION DEFAULT 1e3,
  bits BIT(8) DEFAULT b'0',
  born YEAR(4),
  PRIMARY KEY (id),
  KEY (small) USING BTREE COMMENT 'why',
  INDEX by_flag USING BTREE (flag, tiny DESC)
) ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COLLATE utf8mb4_bin ROW_FORMAT=DYNAMIC COMMENT='all numbers';
CREATE TABLE texts (
  id SERIAL PRIMARY KEY,
  name VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NOT NULL DEFAULT '',
  nick NATIONAL VARCHAR(20),
  code CHAR(36) CHARSET ascii,
  kind ENUM('a', 'b', 'it''s') NOT NULL DEFAULT 'a',
  tags SET('x', 'y') CHARACTER SET latin1,
  body LONGTEXT,
  data JSON,
  raw VARBINARY(16),
  hash BINARY(32) NOT NULL,
  more BLOB(100),
  place POINT NOT NULL,
  seen DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
  made TIMESTAMP NOT NULL DEFAULT NOW() COMMENT 'when',
  day DATE DEFAULT '2000-01-01',
  at TIME(3),
  twice INT GENERATED ALWAYS AS (id * 2) VIRTUAL,
  short VARCHAR(10) AS (LEFT(name, 10)) STORED,
  hidden INT INVISIBLE DEFAULT 1,
  UNIQUE KEY by_name (name),
  FULLTEXT KEY words (body),
  SPATIAL INDEX (place),
  KEY part (name(10), body(20)),
  CONSTRAINT positive CHECK (hidden > 0)
);
CREATE TABLE only_mariadb (id UUID PRIMARY KEY DEFAULT uuid(), ip INET6, address INET4);
/*!40101 SET @saved_cs_client = @@character_set_client */;
/*!40000 ALTER TABLE texts DISABLE KEYS */;
/*!40000 ALTER TABLE texts ENABLE KEYS */;
INSERT INTO numbers (tiny) VALUES (1);
DROP TABLE numbers, texts, only_mariadb;
