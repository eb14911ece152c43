CREATE TABLE t (id int);
CREATE VIEW v AS SELECT count(*) AS c FROM t;
ALTER VIEW v SET (check_option = local);
