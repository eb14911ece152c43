BEGIN;

-- Running downgrade 005_plans -> 004_merge

DROP TABLE plans;

UPDATE alembic_version SET version_num='004_merge' WHERE alembic_version.version_num = '005_plans';

-- Running downgrade 004_merge -> 002_touch, 003_index

INSERT INTO alembic_version (version_num) VALUES ('002_touch') RETURNING alembic_version.version_num;

UPDATE alembic_version SET version_num='003_index' WHERE alembic_version.version_num = '004_merge';

-- Running downgrade 002_touch -> a1b2c3d4e5f6

DROP TRIGGER touch_posts ON posts;

DROP FUNCTION touch();

ALTER TABLE posts DROP COLUMN touched_at;

DELETE FROM alembic_version WHERE alembic_version.version_num = '002_touch';

-- Running downgrade 003_index -> a1b2c3d4e5f6

COMMIT;

DROP INDEX CONCURRENTLY ix_posts_status;

BEGIN;

UPDATE alembic_version SET version_num='a1b2c3d4e5f6' WHERE alembic_version.version_num = '003_index';

-- Running downgrade a1b2c3d4e5f6 -> 

DROP TABLE posts;

DROP TABLE users;

DELETE FROM alembic_version WHERE alembic_version.version_num = 'a1b2c3d4e5f6';

COMMIT;

