BEGIN;

-- Running downgrade 002_touch -> a1b2c3d4e5f6

DROP TRIGGER touch_posts ON posts;

DROP FUNCTION touch();

ALTER TABLE posts DROP COLUMN touched_at;

UPDATE alembic_version SET version_num='a1b2c3d4e5f6' WHERE alembic_version.version_num = '002_touch';

COMMIT;

