-- Embeddings of search terms, to find terms that mean the same: here without an index, 384 numbers of
-- four bytes each in a row.
CREATE TABLE search_term_embeddings (
    search_term_id INTEGER NOT NULL PRIMARY KEY REFERENCES search_terms (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    embedding BLOB,
    CONSTRAINT search_term_embeddings_length CHECK (length(embedding) = 1536)
);

INSERT INTO search_term_embeddings (search_term_id, model)
SELECT id, 'all-MiniLM-L6-v2' FROM search_terms;
