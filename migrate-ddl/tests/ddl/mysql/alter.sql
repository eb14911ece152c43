CREATE TABLE users (id int AUTO_INCREMENT PRIMARY KEY, name varchar(50), old text NOT NULL, state enum('sad', 'ok') DEFAULT 'ok', n int unsigned);
CREATE INDEX users_old ON users (name);
CREATE TABLE gone (id int PRIMARY KEY, owner int, CONSTRAINT of FOREIGN KEY (owner) REFERENCES users (id));
-- to
CREATE TABLE users (id int AUTO_INCREMENT PRIMARY KEY, name varchar(80) NOT NULL, state enum('sad', 'ok', 'fine') DEFAULT 'ok', n bigint unsigned, age int NOT NULL, CONSTRAINT aged CHECK (age >= 0), UNIQUE KEY users_n (n));
CREATE TABLE posts (id bigint AUTO_INCREMENT PRIMARY KEY, owner int NOT NULL, body text, CONSTRAINT by_user FOREIGN KEY (owner) REFERENCES users (id) ON DELETE CASCADE);
CREATE INDEX users_name ON users (name(10) DESC);
