CREATE VIEW group AS SELECT 1;
CREATE TABLE t (id INT, index INT);
CREATE TABLE t (id INT, default TEXT);
CREATE TABLE t (id INT, limit INT);
CREATE TABLE t (id INT, Order INT);
CREATE TABLE t (id INT, transaction INT);
