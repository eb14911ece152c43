CREATE VIRTUAL TABLE t USING fts5(a, tokenize = nothing);
