CREATE TABLE posts (id INTEGER PRIMARY KEY);
CREATE INDEX ix_post_id ON post (id);
