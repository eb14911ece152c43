BEGIN;

-- Running downgrade 004_merge -> 002_touch, 003_index

INSERT INTO alembic_version (version_num) VALUES ('003_index') RETURNING alembic_version.version_num;

UPDATE alembic_version SET version_num='002_touch' WHERE alembic_version.version_num = '004_merge';

COMMIT;

