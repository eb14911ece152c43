DROP TABLE search_term_embeddings;
