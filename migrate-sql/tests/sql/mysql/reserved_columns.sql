CREATE VIEW group AS SELECT 1;
CREATE TABLE t (id INT, key INT);
CREATE TABLE t (id INT, index INT);
CREATE TABLE t (id INT, condition TEXT);
CREATE TABLE t (id INT, desc TEXT);
CREATE TABLE t (id INT, read INT);
CREATE TABLE t (id INT, `größe` INT, interval INT);
