CREATE VIRTUAL TABLE t USING fts5(a, nothing = 1);
