-- transaction = false
PRAGMA foreign_keys = ON;
CREATE TABLE p (a, b);
CREATE TABLE c (x REFERENCES p (a));
INSERT INTO c VALUES (1);
