-- The extension stays: others may use it.
DROP TABLE search_term_embeddings;
