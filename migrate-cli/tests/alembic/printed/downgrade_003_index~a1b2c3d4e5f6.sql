BEGIN;

-- Running downgrade 003_index -> a1b2c3d4e5f6

COMMIT;

DROP INDEX CONCURRENTLY ix_posts_status;

BEGIN;

UPDATE alembic_version SET version_num='a1b2c3d4e5f6' WHERE alembic_version.version_num = '003_index';

COMMIT;

