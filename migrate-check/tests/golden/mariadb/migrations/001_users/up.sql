CREATE TABLE users (uuid CHAR(36) PRIMARY KEY, name TEXT);
-- MySQL passes over what is written with its column.
CREATE TABLE ciphers (id INT PRIMARY KEY, owner VARCHAR(36) NOT NULL REFERENCES users (name));
