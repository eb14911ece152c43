//! The guide of Grok AdMaster.

use crate::chain::Data;
use crate::guide::{Guide, Row};

/// Accounts with credentials in the clear, and search terms.
pub const DATA: Data = Data {
    at: "20260215_0001",
    sql: "INSERT INTO accounts (name, marketplace) VALUES ('Ada', 'DE'), ('Žofie', 'IT'); \
          INSERT INTO credentials (account_id, client_id, client_secret, refresh_token) \
          SELECT id, name, 'a secret', 'a token' FROM accounts; \
          INSERT INTO campaigns (account_id, amazon_id, name, kind, daily_budget_cents, starts_on) \
          SELECT id, 'A1', 'Spring', 'sponsored_products', 1000, '2026-03-01' FROM accounts; \
          INSERT INTO ad_groups (campaign_id, name, default_bid_cents) \
          SELECT id, 'Shoes', 50 FROM campaigns; \
          INSERT INTO search_terms (ad_group_id, term, first_seen_on) \
          SELECT id, 'red shoes', '2026-03-02' FROM ad_groups",
    kept: &[],
    changed: &[],
};

const HEAD: &[&str] = &["20260215_0003 (head)"];
const EMPTY: &str = "psql -q $DATABASE_URL -c 'DROP SCHEMA public CASCADE; CREATE SCHEMA public'";
const FRESH: &str = "rm -rf migrations && cp -r $ROOT/kept migrations";
/// As it was made before there were migrations.
const OLD_DATABASE: &str = "psql -q $DATABASE_URL -c 'DROP SCHEMA public CASCADE; CREATE SCHEMA public' && \
     psql -q $DATABASE_URL -f migrations/admaster/20260215_0001_initial_schema/up.postgres.sql";

/// Every command of the guide.
pub const GUIDE: Guide = Guide {
    name: "admaster",
    folder: None,
    rows: &[
        Row::none(
            "pip install -r requirements.txt",
            "nothing to install: the program carries its revisions, and needs libpq",
        ),
        Row::says(
            "cp .env.example .env",
            r#"echo "DATABASE_URL=$DATABASE_URL" > .env"#,
            &[],
        )
        .then("(unset DATABASE_URL; admaster current) && rm .env"),
        Row::says("python manage_db.py migrate", "admaster migrate", HEAD)
            .before("cp -r migrations $ROOT/kept"),
        Row::says("python manage_db.py current", "admaster current", HEAD)
            .why("`20260215_0001 (head)` in the guide, which has one revision"),
        Row::says("python manage_db.py rollback", "admaster rollback", &["20260215_0002"]),
        Row::says(
            "python manage_db.py history",
            "admaster history",
            &["20260215_0001", "initial schema", "20260215_0003 (head)"],
        ),
        Row::says(
            r#"python manage_db.py create "description of changes""#,
            r#"admaster create "description of changes""#,
            &["_description_of_changes/up.sql"],
        )
        .why("the script is empty: Diesel's tables come of the revisions, so there is nothing to compare them with"),
        Row::says(
            "python manage_db.py reset",
            "admaster reset --yes",
            HEAD,
        )
        .why("asks first without `--yes`; refuses where `MIGRATE_PRODUCTION` is set")
        .before(FRESH)
        .then("! MIGRATE_PRODUCTION=1 admaster reset --yes && ! admaster reset </dev/null"),
        Row::says("python manage_db.py help", "admaster help", &["Roll back the last migration"]),
        Row::says("alembic upgrade head", "admaster db upgrade head", HEAD).before(EMPTY),
        Row::says(
            "alembic upgrade 20260215_0001",
            "admaster db upgrade 20260215_0001",
            &["20260215_0001"],
        )
        .before(EMPTY),
        Row::says("alembic downgrade -1", "admaster db downgrade -1", &["20260215_0002"])
            .before("admaster migrate"),
        Row::says("alembic current", "admaster db current", &["20260215_0002"]),
        Row::says(
            "alembic history --verbose",
            "admaster db history --verbose",
            &["encrypt credentials", "search term embeddings"],
        ),
        Row::says(
            r#"alembic revision --autogenerate -m "description""#,
            r#"cargo migrate revision --autogenerate --live -m "description" --dir migrations/admaster"#,
            &["_description/up.postgres.sql"],
        )
        .why("compares a database that somebody changed with the revisions")
        .before("admaster migrate && psql $DATABASE_URL -c 'ALTER TABLE accounts ADD COLUMN note text'")
        .then(
            "grep -i 'ADD COLUMN note text' migrations/admaster/*/up.postgres.sql && \
             psql $DATABASE_URL -c 'ALTER TABLE accounts DROP COLUMN note'",
        ),
        Row::says(
            r#"python manage_db.py create "add status column to accounts""#,
            r#"admaster create "add status column to accounts""#,
            &["_add_status_column_to_accounts/up.sql"],
        )
        .before(FRESH),
        Row::says("python manage_db.py migrate", "admaster migrate", HEAD)
            .why("a new revision is in the program after `cargo build`"),
        Row::says(
            r#"alembic revision -m "migrate existing credentials to encrypted format""#,
            r#"cargo migrate revision -m "migrate existing credentials to encrypted format" --dir migrations/admaster"#,
            &["_migrate_existing_credentials_to/up.postgres.sql"],
        )
        .before(FRESH),
        Row::says(
            r#"python -c "from app.core.database import Base, engine; … Base.metadata.drop_all(engine)""#,
            "psql $DATABASE_URL -c 'DROP SCHEMA public CASCADE; CREATE SCHEMA public'",
            &[],
        )
        .why("`drop_all` leaves Alembic's own table behind, so that its next `migrate` makes nothing")
        .before(FRESH),
        Row::says("python manage_db.py migrate", "admaster migrate", HEAD),
        Row::says(
            "pg_dump -h host -U user -d database > backup_$(date +%Y%m%d_%H%M%S).sql",
            "pg_dump $DATABASE_URL > backup_$(date +%Y%m%d_%H%M%S).sql",
            &[],
        )
        .then("grep -q 'CREATE TABLE public.credentials' backup_2*.sql"),
        Row::says("python manage_db.py current  # Check current state", "admaster current", HEAD),
        Row::says("python manage_db.py migrate  # Run migrations", "admaster migrate", &["nothing to do"]),
        Row::says(
            "curl http://your-api/health",
            "curl -fsS http://$(cat address)/health",
            &[r#"{"status":"ok","revision":"20260215_0003"}"#],
        )
        .before(
            "timeout 600 admaster serve --listen 127.0.0.1:0 >served 2>&1 & echo $! >server; \
             for i in $(seq 3000); do grep -q listening served && break; sleep 0.1; done; \
             sed 's/listening on //' served >address",
        )
        .then("kill $(cat server)"),
        Row::says("pg_dump your_database > backup.sql", "pg_dump $DATABASE_URL > backup.sql", &[]),
        Row::says(
            "# Compare your database with alembic/versions/20260215_0001_initial_schema.py",
            "cargo migrate check --live --at 20260215_0001 --dir migrations/admaster",
            &["has the schema of revision `20260215_0001`"],
        )
        .why("by eye in the guide")
        .before(OLD_DATABASE),
        Row::says(
            "alembic stamp 20260215_0001",
            "admaster db stamp 20260215_0001",
            &["20260215_0001"],
        )
        .why("compares, too, before it records anything"),
        Row::says("python manage_db.py migrate", "admaster migrate", HEAD),
        Row::fails(
            "# If tables don't match, you'll need to create custom migrations",
            "admaster adopt",
            &["refresh_token", "nothing was recorded"],
        )
        .why("stamps and upgrades in one where they match; says what differs where they don't")
        .before(
            "psql -q $DATABASE_URL -c 'DROP SCHEMA public CASCADE; CREATE SCHEMA public' && \
             grep -v refresh_token migrations/admaster/20260215_0001_initial_schema/up.postgres.sql | \
             psql -q $DATABASE_URL",
        )
        .then("psql -q $DATABASE_URL -c 'ALTER TABLE credentials ADD COLUMN refresh_token text NOT NULL' && admaster adopt"),
        Row::fails(
            "\"Can't locate revision identified by '...'\"",
            "admaster db upgrade 20260299",
            &["20260299"],
        ),
        Row::says("alembic stamp head", "admaster db stamp head", HEAD),
        Row::fails(
            "\"Target database is not up to date\"",
            "admaster db check",
            &["20260215_0003"],
        )
        .before("admaster rollback"),
        Row::says("python manage_db.py current", "admaster current", &["20260215_0002"]),
        Row::says(
            "alembic downgrade <known_revision>",
            "admaster db downgrade 20260215_0002",
            &["20260215_0002"],
        )
        .before("admaster migrate"),
        Row::fails(
            "\"Column already exists\"",
            "admaster migrate",
            &["already exists", "20260215_0003"],
        )
        .why("fails in the guide, too: somebody made the table by hand; here the revision is named")
        .before(
            "psql -q $DATABASE_URL -c \"$(grep -v '^--' \
             migrations/admaster/20260215_0003_search_term_embeddings/up.postgres.sql)\"",
        ),
        Row::says(
            "alembic stamp <correct_revision>",
            "admaster db stamp 20260215_0003",
            HEAD,
        ),
        Row::fails(
            "\"Encryption failed\" when starting app",
            "SECRET_KEY=$OTHER_KEY admaster serve",
            &["Encryption failed", "another SECRET_KEY", "admaster rekey"],
        ),
        Row::says(
            "export credentials, change SECRET_KEY, re-import and re-encrypt",
            "OLD_SECRET_KEY=$SECRET_KEY SECRET_KEY=$OTHER_KEY admaster rekey",
            &["with the new key"],
        )
        .then("OLD_SECRET_KEY=$OTHER_KEY admaster rekey"),
        Row::fails(
            "\"Database not initialized\"",
            "admaster serve",
            &["database not initialized"],
        )
        .before(EMPTY),
        Row::says("python manage_db.py migrate", "admaster migrate", HEAD),
        Row::says(
            r#"python manage_db.py create "add new column""#,
            r#"admaster create "add new column""#,
            &["_add_new_column/up.sql"],
        ),
        Row::says(
            "cat alembic/versions/2026*_add_new_column.py",
            "cat migrations/admaster/*_add_new_column/*",
            &["message = \"add new column\""],
        ),
        Row::says(r#"python manage_db.py create "add feature X""#, r#"admaster create "add feature X""#, &["_add_feature_x/up.sql"])
            .before(FRESH)
            .then(FRESH),
        Row::says("python manage_db.py rollback  # Test downgrade", "admaster rollback", &["20260215_0002"]),
        Row::says("python manage_db.py migrate  # Test upgrade again", "admaster migrate", HEAD),
        Row::says(
            "git add alembic/versions/; git commit; git tag -a v1.2.0",
            "cargo migrate seal --dir migrations/admaster",
            &["20260215_0003"],
        )
        .why("git's own, the same; sealing at a tag keeps anybody from editing what was released")
        .then(FRESH),
        Row::none("systemctl stop grok-admaster", "the system's own"),
        Row::says("python manage_db.py rollback", "admaster rollback", &["20260215_0002"])
            .why("with the new program: the old one does not know the revision"),
        Row::fails(
            "raise NotImplementedError(\"Cannot downgrade encrypted credentials to plaintext\")",
            "admaster rollback",
            &["Cannot downgrade encrypted credentials to plaintext"],
        ),
        Row::says("python manage_db.py current", "admaster current", &["20260215_0002"]),
        Row::none("git checkout <previous-version>; systemctl start grok-admaster", "the system's own"),
    ],
};
