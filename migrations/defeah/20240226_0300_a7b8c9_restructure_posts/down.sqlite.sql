-- The way back, where the guide left `pass`. Deleted posts return. A post of several media keeps the
-- first one: the old table has no place for more.
ALTER TABLE posts ADD COLUMN deleted_at timestamp;
UPDATE posts SET media_urls = COALESCE(media_urls ->> '$[0]', '');
ALTER TABLE posts RENAME COLUMN media_urls TO media_url;
ALTER TABLE posts RENAME COLUMN content TO caption;

INSERT INTO posts
SELECT id, user_id, title, caption, media_url, created_at, updated_at, deleted_at FROM deleted_posts;
UPDATE instagram_posts SET post_id = (SELECT d.id FROM deleted_posts d WHERE d.instagram_post_id = instagram_posts.id)
WHERE id IN (SELECT instagram_post_id FROM deleted_posts);

DROP TABLE deleted_posts;
