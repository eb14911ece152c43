BEGIN;

-- Running downgrade 005_plans -> 004_merge

DROP TABLE plans;

UPDATE alembic_version SET version_num='004_merge' WHERE alembic_version.version_num = '005_plans';

COMMIT;

