SET SESSION max_connections = 10;
