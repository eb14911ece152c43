BEGIN;

-- Running downgrade a1b2c3d4e5f6 -> 

DROP TABLE posts;

DROP TABLE users;

DELETE FROM alembic_version WHERE alembic_version.version_num = 'a1b2c3d4e5f6';

COMMIT;

