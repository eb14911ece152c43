BEGIN;

-- Running upgrade 006_encrypt -> 007_names

ALTER TABLE users ADD COLUMN name VARCHAR(80) DEFAULT '' NOT NULL;

ALTER TABLE users ALTER COLUMN email TYPE VARCHAR(320);

UPDATE alembic_version SET version_num='007_names' WHERE alembic_version.version_num = '006_encrypt';

COMMIT;

