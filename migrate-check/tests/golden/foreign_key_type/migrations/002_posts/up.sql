CREATE TABLE posts (
    id BIGINT PRIMARY KEY,
    author_id VARCHAR(36) NOT NULL,
    CONSTRAINT posts_author FOREIGN KEY (author_id) REFERENCES users (id)
);
