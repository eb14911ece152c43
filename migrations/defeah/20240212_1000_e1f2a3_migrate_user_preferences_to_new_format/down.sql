-- Who came after the upgrade keeps the new format: there is no old one.
UPDATE users
SET notification_preferences = (
    SELECT old.preferences FROM old_notification_preferences old WHERE old.user_id = users.id
)
WHERE id IN (SELECT old.user_id FROM old_notification_preferences old);

DROP TABLE old_notification_preferences;
