CREATE TABLE users (id INT PRIMARY KEY, name VARCHAR(9) NOT NULL COMMENT 'the one that\nis shown', age INT, kind ENUM('a', 'b') NOT NULL) COMMENT 'People, of whom\nthere are many';
CREATE TABLE posts (zulu INT PRIMARY KEY, Alpha INT NOT NULL, user_id INT, body LONGTEXT, FOREIGN KEY (user_id) REFERENCES users (id));
CREATE TABLE left_out (id INT PRIMARY KEY);
