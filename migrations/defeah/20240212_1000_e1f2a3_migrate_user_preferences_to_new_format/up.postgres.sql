-- Gives every user's preferences the four keys of the new format. The old documents are kept, so
-- that the downgrade brings them back word for word.
CREATE TABLE old_notification_preferences (
    user_id uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    preferences jsonb
);
INSERT INTO old_notification_preferences (user_id, preferences)
SELECT id, notification_preferences FROM users;

UPDATE users
SET notification_preferences = jsonb_build_object(
    'email_analytics', COALESCE((notification_preferences->>'email_analytics')::boolean, true),
    'email_post_published', COALESCE((notification_preferences->>'email_post_published')::boolean, false),
    'push_engagement', COALESCE((notification_preferences->>'push_engagement')::boolean, true),
    'digest_frequency', COALESCE(notification_preferences->>'digest_frequency', 'weekly')
)
WHERE notification_preferences IS NOT NULL;

UPDATE users
SET notification_preferences = '{
    "email_analytics": true,
    "email_post_published": false,
    "push_engagement": true,
    "digest_frequency": "weekly"
}'::jsonb
WHERE notification_preferences IS NULL;
