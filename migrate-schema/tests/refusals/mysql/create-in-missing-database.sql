CREATE TABLE mariadb_probe_none.t (a INT);
