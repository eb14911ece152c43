BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> a1b2c3d4e5f6

CREATE TABLE users (
    id SERIAL NOT NULL, 
    email VARCHAR(255) NOT NULL, 
    bio TEXT DEFAULT 'it''s; empty -- yet', 
    PRIMARY KEY (id), 
    UNIQUE (email)
);

CREATE TABLE posts (
    id SERIAL NOT NULL, 
    user_id INTEGER NOT NULL, 
    title VARCHAR(500), 
    status VARCHAR(20) DEFAULT 'draft' NOT NULL, 
    PRIMARY KEY (id), 
    FOREIGN KEY(user_id) REFERENCES users (id) ON DELETE CASCADE
);

INSERT INTO alembic_version (version_num) VALUES ('a1b2c3d4e5f6') RETURNING alembic_version.version_num;

-- Running upgrade a1b2c3d4e5f6 -> 003_index

COMMIT;

CREATE INDEX CONCURRENTLY ix_posts_status ON posts (status);

BEGIN;

UPDATE alembic_version SET version_num='003_index' WHERE alembic_version.version_num = 'a1b2c3d4e5f6';

-- Running upgrade a1b2c3d4e5f6 -> 002_touch

ALTER TABLE posts ADD COLUMN touched_at TIMESTAMP WITH TIME ZONE;

CREATE FUNCTION touch() RETURNS trigger AS $$
        BEGIN
            -- Running upgrade of the row; this COMMIT; is a comment
            NEW.touched_at := now();
            RETURN NEW;
        END
        $$ LANGUAGE plpgsql;

CREATE TRIGGER touch_posts BEFORE UPDATE ON posts FOR EACH ROW EXECUTE FUNCTION touch();

INSERT INTO alembic_version (version_num) VALUES ('002_touch') RETURNING alembic_version.version_num;

-- Running upgrade 002_touch, 003_index -> 004_merge

DELETE FROM alembic_version WHERE alembic_version.version_num = '002_touch';

UPDATE alembic_version SET version_num='004_merge' WHERE alembic_version.version_num = '003_index';

-- Running upgrade 004_merge -> 005_plans

CREATE TABLE plans (
    id SERIAL NOT NULL, 
    name VARCHAR(50) NOT NULL, 
    credits INTEGER NOT NULL, 
    PRIMARY KEY (id)
);

INSERT INTO plans (id, name, credits) VALUES (1, 'Free', 100);

INSERT INTO plans (id, name, credits) VALUES (2, 'Pro; ''the best''', 1000);

UPDATE alembic_version SET version_num='005_plans' WHERE alembic_version.version_num = '004_merge';

-- Running upgrade 005_plans -> 006_encrypt

ALTER TABLE users ADD COLUMN secret TEXT;

SELECT id, bio FROM users;

