BEGIN;

-- Running downgrade 007_names -> 006_encrypt

ALTER TABLE users ALTER COLUMN email TYPE VARCHAR(255);

ALTER TABLE users DROP COLUMN name;

UPDATE alembic_version SET version_num='006_encrypt' WHERE alembic_version.version_num = '007_names';

-- Running downgrade 006_encrypt -> 005_plans

