-- Posts may have several media. SQLite renames columns in place, so that what refers to `posts` stays;
-- a list of media is a JSON array.
--
-- Posts that were deleted don't come along. They are kept in `deleted_posts`, with what Instagram has
-- of them, so that the downgrade brings them back.
CREATE TABLE deleted_posts (
    id text PRIMARY KEY NOT NULL,
    user_id text NOT NULL REFERENCES users (id),
    title varchar(500),
    caption text NOT NULL,
    media_url text NOT NULL,
    created_at timestamp NOT NULL,
    updated_at timestamp NOT NULL,
    deleted_at timestamp NOT NULL,
    instagram_post_id text REFERENCES instagram_posts (id) ON DELETE SET NULL
);
INSERT INTO deleted_posts
SELECT p.id, p.user_id, p.title, p.caption, p.media_url, p.created_at, p.updated_at, p.deleted_at, i.id
FROM posts p LEFT JOIN instagram_posts i ON i.post_id = p.id
WHERE p.deleted_at IS NOT NULL;
UPDATE instagram_posts SET post_id = NULL WHERE post_id IN (SELECT id FROM deleted_posts);
DELETE FROM posts WHERE deleted_at IS NOT NULL;

ALTER TABLE posts RENAME COLUMN caption TO content;
ALTER TABLE posts RENAME COLUMN media_url TO media_urls;
UPDATE posts SET media_urls = json_array(media_urls);
ALTER TABLE posts DROP COLUMN deleted_at;
