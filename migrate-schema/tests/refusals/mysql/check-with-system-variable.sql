CREATE TABLE t (a INT, CHECK (a > @@max_connections));
