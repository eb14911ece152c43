-- The way back, where the guide left `pass`. Deleted posts return. A post of several media keeps the
-- first one: the old table has no place for more.
CREATE TABLE posts_old (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL,
    title varchar(500),
    caption text NOT NULL,
    media_url text NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    deleted_at timestamp
);
INSERT INTO posts_old (id, user_id, title, caption, media_url, created_at, updated_at)
SELECT id, user_id, title, content, COALESCE(media_urls[1], ''), created_at, updated_at FROM posts;
INSERT INTO posts_old
SELECT id, user_id, title, caption, media_url, created_at, updated_at, deleted_at FROM deleted_posts;

ALTER TABLE instagram_posts DROP CONSTRAINT fk_instagram_posts_post_id;
DROP TABLE posts;
ALTER TABLE posts_old RENAME TO posts;
ALTER TABLE posts RENAME CONSTRAINT posts_old_pkey TO posts_pkey;

CREATE INDEX idx_posts_user_id ON posts (user_id);
ALTER TABLE posts ADD CONSTRAINT fk_posts_user_id FOREIGN KEY (user_id) REFERENCES users (id);
UPDATE instagram_posts SET post_id = d.id FROM deleted_posts d WHERE d.instagram_post_id = instagram_posts.id;
ALTER TABLE instagram_posts ADD CONSTRAINT fk_instagram_posts_post_id
    FOREIGN KEY (post_id) REFERENCES posts (id);

DROP TABLE deleted_posts;
