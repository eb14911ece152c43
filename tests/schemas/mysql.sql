-- A bit of everything that MySQL and MariaDB keep.
CREATE TABLE users (
  id bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY COMMENT ' AUTO_INCREMENT=3',
  email varchar(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'it''s',
  state enum('open', 'it''s') DEFAULT 'open',
  price decimal(10, 2),
  at timestamp(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  low varchar(255) GENERATED ALWAYS AS (lower(email)) STORED,
  twice decimal(12, 2) GENERATED ALWAYS AS (price * 2) VIRTUAL,
  UNIQUE KEY by_mail (email),
  FULLTEXT KEY words (email),
  KEY partly (email(10), at),
  CONSTRAINT priced CHECK (price > 0)
) ENGINE=InnoDB AUTO_INCREMENT=100 COMMENT='people; AUTO_INCREMENT=5 in a comment';
INSERT INTO users (email) VALUES ('a');
CREATE TABLE z_parent (id int PRIMARY KEY, `odd``name` text) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE a_child (id int PRIMARY KEY, parent int, CONSTRAINT up FOREIGN KEY (parent) REFERENCES z_parent (id) ON DELETE CASCADE);
ALTER TABLE z_parent ADD COLUMN favourite int, ADD CONSTRAINT down FOREIGN KEY (favourite) REFERENCES a_child (id);
CREATE TABLE events (id int NOT NULL, at date NOT NULL, PRIMARY KEY (id, at))
  PARTITION BY RANGE (year(at)) (PARTITION p0 VALUES LESS THAN (2024), PARTITION p1 VALUES LESS THAN MAXVALUE);
CREATE TABLE documents (id int PRIMARY KEY, body json, meta json NOT NULL);
CREATE VIEW z_view AS SELECT id, email FROM users WHERE price > 3;
CREATE SQL SECURITY INVOKER VIEW a_view (one) AS SELECT v.id FROM z_view v JOIN a_child c ON c.id = v.id;
CREATE FUNCTION plus_one(n int) RETURNS int DETERMINISTIC RETURN n + 1;
CREATE PROCEDURE clean(IN n int) BEGIN DECLARE m int; SET m = plus_one(n); DELETE FROM users WHERE id = m; END;
CREATE TRIGGER z_first BEFORE INSERT ON users FOR EACH ROW SET NEW.price = 1;
CREATE TRIGGER a_second BEFORE INSERT ON users FOR EACH ROW BEGIN SET NEW.price = 2; SET NEW.email = 'DEFINER=x'; END;
CREATE TABLE linked (id int PRIMARY KEY, up int, FOREIGN KEY (up) REFERENCES z_parent (id));
ALTER TABLE linked DROP FOREIGN KEY linked_ibfk_1;
CREATE TABLE copied (extra int DEFAULT 3, twice int) AS SELECT id, email, state, at, low, price AS twice, 1 + 1 AS two FROM users;
CREATE TABLE of_a_view AS SELECT v.*, c.parent FROM z_view v LEFT JOIN a_child c ON c.id = v.id;
CREATE TABLE of_both AS SELECT id FROM a_child UNION SELECT id FROM z_parent;
