-- Embeddings of search terms, to find terms that mean the same.
--
-- Takes the extension `vector`, of the package postgresql-15-pgvector (or of the server's version). Every
-- search term gets a row at once; its embedding is filled in when the model has read it.
CREATE EXTENSION IF NOT EXISTS vector;

CREATE TABLE search_term_embeddings (
    search_term_id INTEGER NOT NULL PRIMARY KEY REFERENCES search_terms (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    embedding vector(384)
);

INSERT INTO search_term_embeddings (search_term_id, model)
SELECT id, 'all-MiniLM-L6-v2' FROM search_terms;

CREATE INDEX search_term_embeddings_similar ON search_term_embeddings
    USING ivfflat (embedding vector_cosine_ops) WITH (lists = 100);
