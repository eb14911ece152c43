-- Posts may have several media: the table is made anew, as the guide's `posts_new`.
--
-- Posts that were deleted don't come along. They are kept in `deleted_posts`, with what Instagram has
-- of them, so that the downgrade brings them back.
CREATE TABLE deleted_posts (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users (id),
    title varchar(500),
    caption text NOT NULL,
    media_url text NOT NULL,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL,
    deleted_at timestamp NOT NULL,
    instagram_post_id uuid REFERENCES instagram_posts (id) ON DELETE SET NULL
);
INSERT INTO deleted_posts
SELECT p.id, p.user_id, p.title, p.caption, p.media_url, p.created_at, p.updated_at, p.deleted_at, i.id
FROM posts p LEFT JOIN instagram_posts i ON i.post_id = p.id
WHERE p.deleted_at IS NOT NULL;
UPDATE instagram_posts SET post_id = NULL WHERE post_id IN (SELECT id FROM deleted_posts);

CREATE TABLE posts_new (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    title varchar(500),
    content text NOT NULL,
    media_urls text[] NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP
);
INSERT INTO posts_new (id, user_id, title, content, media_urls, created_at, updated_at)
SELECT id, user_id, title, caption AS content, ARRAY[media_url] AS media_urls, created_at, updated_at
FROM posts
WHERE deleted_at IS NULL;

ALTER TABLE instagram_posts DROP CONSTRAINT fk_instagram_posts_post_id;
DROP TABLE posts;
ALTER TABLE posts_new RENAME TO posts;
ALTER TABLE posts RENAME CONSTRAINT posts_new_pkey TO posts_pkey;

CREATE INDEX idx_posts_user_id ON posts (user_id);
ALTER TABLE posts ADD CONSTRAINT fk_posts_user_id FOREIGN KEY (user_id) REFERENCES users (id);
ALTER TABLE instagram_posts ADD CONSTRAINT fk_instagram_posts_post_id
    FOREIGN KEY (post_id) REFERENCES posts (id);
