CREATE TABLE t (a CHECK (load_extension(a)));
