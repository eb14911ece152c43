-- MySQL 8 passes over the foreign key of `notes`, so nothing refers to what is dropped.
ALTER TABLE authors RENAME TO old_authors;
CREATE TABLE authors (id INT PRIMARY KEY);
INSERT INTO authors SELECT id FROM old_authors;
DROP TABLE old_authors;
