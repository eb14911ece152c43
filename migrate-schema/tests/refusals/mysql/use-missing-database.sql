USE mariadb_probe_none;
