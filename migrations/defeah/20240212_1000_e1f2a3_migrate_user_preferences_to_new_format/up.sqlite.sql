-- Gives every user's preferences the four keys of the new format. The old documents are kept, so
-- that the downgrade brings them back word for word.
CREATE TABLE old_notification_preferences (
    user_id text PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    preferences text
);
INSERT INTO old_notification_preferences (user_id, preferences)
SELECT id, notification_preferences FROM users;

UPDATE users
SET notification_preferences = json_object(
    'email_analytics', json(CASE
        WHEN lower(COALESCE(notification_preferences ->> 'email_analytics', 'true'))
            IN ('true', 't', 'yes', 'on', '1') THEN 'true' ELSE 'false' END),
    'email_post_published', json(CASE
        WHEN lower(COALESCE(notification_preferences ->> 'email_post_published', 'false'))
            IN ('true', 't', 'yes', 'on', '1') THEN 'true' ELSE 'false' END),
    'push_engagement', json(CASE
        WHEN lower(COALESCE(notification_preferences ->> 'push_engagement', 'true'))
            IN ('true', 't', 'yes', 'on', '1') THEN 'true' ELSE 'false' END),
    'digest_frequency', COALESCE(notification_preferences ->> 'digest_frequency', 'weekly')
)
WHERE notification_preferences IS NOT NULL;

UPDATE users
SET notification_preferences = '{"email_analytics":true,"email_post_published":false,"push_engagement":true,"digest_frequency":"weekly"}'
WHERE notification_preferences IS NULL;
