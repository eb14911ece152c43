CREATE TABLE sqlite_t (a);
