DROP DATABASE mariadb_probe_none;
