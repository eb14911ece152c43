CREATE TABLE t (a UNIQUE);
DROP INDEX sqlite_autoindex_t_1;
