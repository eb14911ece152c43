SET foreign_key_checks = 0;
CREATE TABLE notes (id INT PRIMARY KEY, author INT, FOREIGN KEY (author) REFERENCES authors (id));
