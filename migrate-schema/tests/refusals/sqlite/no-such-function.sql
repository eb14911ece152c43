CREATE TABLE t (a CHECK (none_such(a)));
