CREATE TABLE users (
    id INT PRIMARY KEY AUTO_INCREMENT,
    name VARCHAR(100) NOT NULL,
    bio TEXT,
    `type` TEXT NOT NULL, `table` TEXT, `Self` TEXT, `users` INT, `größe` TEXT, `2fa` BOOLEAN,
    `with space` INT, `a``b` INT, `__hidden` INT, `columns` INT, `漢字` INT, `dash-ed` INT
) COMMENT 'people';
CREATE TABLE every_type (
    id BIGINT UNSIGNED PRIMARY KEY,
    a TINYINT, b TINYINT(1), c TINYINT UNSIGNED, d BOOL NOT NULL, e SMALLINT, f SMALLINT UNSIGNED, g MEDIUMINT,
    h MEDIUMINT UNSIGNED, i INT(5) ZEROFILL, j INTEGER UNSIGNED, k BIGINT(20), l INT1, m INT8, n MIDDLEINT,
    aa DECIMAL, bb DECIMAL(10, 2), cc NUMERIC(5) UNSIGNED, dd FIXED(4, 1), ee FLOAT, ff FLOAT(30), gg DOUBLE PRECISION,
    hh REAL, ii BIT, jj BIT(8), kk FLOAT(7, 3),
    ll CHAR, mm CHAR(36) CHARACTER SET ascii, nn VARCHAR(20) NOT NULL, oo NVARCHAR(5), pp NATIONAL CHARACTER VARYING(6),
    qq TINYTEXT, rr TEXT(20), ss MEDIUMTEXT, tt LONGTEXT, uu TEXT(70000), vv LONG VARCHAR, ww CHAR(3) BYTE, xx VARCHAR(4) CHARACTER SET binary,
    yy BINARY, zz VARBINARY(16), ab TINYBLOB, ac BLOB, ad BLOB(300), ae MEDIUMBLOB, af LONGBLOB,
    ag DATE, ah TIME, ai TIME(3), aj DATETIME, ak DATETIME(6), al TIMESTAMP NULL, am TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3), an YEAR,
    ao JSON, ap ENUM('a', 'long value', 'it''s') NOT NULL, aq SET('x', 'y'),
    ar INT GENERATED ALWAYS AS (a + 1) VIRTUAL, at TEXT AS (CONCAT(nn, 'x')) STORED,
    ba GEOMETRY, bc POINT
);
CREATE TABLE posts (
    id INT NOT NULL, author_id INT NOT NULL, parent_id INT, `type` BIGINT UNSIGNED,
    PRIMARY KEY (id),
    FOREIGN KEY (author_id) REFERENCES users (id),
    CONSTRAINT up FOREIGN KEY (parent_id) REFERENCES posts (id),
    FOREIGN KEY (`type`) REFERENCES every_type (id)
);
CREATE TABLE follows (
    follower_id INT NOT NULL, followed_id INT NOT NULL, since TIMESTAMP NULL,
    PRIMARY KEY (followed_id, follower_id),
    FOREIGN KEY (follower_id) REFERENCES users (id) ON DELETE CASCADE,
    FOREIGN KEY (followed_id) REFERENCES users (id)
);
CREATE TABLE follow_notes (
    id INT PRIMARY KEY, a INT, b INT, FOREIGN KEY (a, b) REFERENCES follows (followed_id, follower_id)
);
CREATE TABLE `Mixed Case` (id INT PRIMARY KEY, post_id INT, `Mixed_Case` INT, FOREIGN KEY (post_id) REFERENCES posts (id));
CREATE TABLE `table` (id INT PRIMARY KEY, post_id INT REFERENCES posts (id));
CREATE TABLE `übung` (id INT PRIMARY KEY, `type` INT, FOREIGN KEY (`type`) REFERENCES `table` (id));
CREATE TABLE __not_listed (id INT PRIMARY KEY);
CREATE VIEW a_view AS SELECT id FROM users;
CREATE TABLE a_b (id INT PRIMARY KEY, a_b INT, FOREIGN KEY (a_b) REFERENCES posts (id));
CREATE TABLE uniq (id SERIAL PRIMARY KEY, code VARCHAR(9) UNIQUE COMMENT 'short', n INT UNSIGNED);
CREATE TABLE copy_of LIKE uniq;
ALTER TABLE copy_of ADD COLUMN first INT FIRST, ADD COLUMN later BIGINT AFTER id, DROP COLUMN n, MODIFY code TEXT;
RENAME TABLE copy_of TO `copies`;
