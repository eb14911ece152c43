//! The guide of Defeah's backend.

use crate::chain::Data;
use crate::guide::{Guide, Row};

/// Rows of the first release: an old document, a deleted post that Instagram has, a counter that is wrong.
pub const DATA: Data = Data {
    at: "def456",
    sql: "INSERT INTO users (email, hashed_password, notification_preferences) VALUES \
          ('ada@defeah.example', '!', '{\"email_analytics\": false, \"theme\": \"dark\"}'), \
          ('bob@defeah.example', '!', NULL); \
          INSERT INTO posts (user_id, title, caption, media_url, deleted_at) \
          SELECT id, email, 'Hello', 'https://a.example/1', NULL FROM users; \
          INSERT INTO posts (user_id, title, caption, media_url, deleted_at) \
          SELECT id, 'deleted', 'Bye', 'https://a.example/2', '2024-02-01 10:00:00' FROM users; \
          INSERT INTO instagram_accounts (user_id, instagram_user_id, username) \
          SELECT id, email, 'ada' FROM users WHERE email LIKE 'ada%'; \
          INSERT INTO instagram_posts (account_id, post_id, media_id, published_at) \
          SELECT a.id, p.id, CAST(p.id AS text), '2024-01-31 10:00:00' \
          FROM instagram_accounts a JOIN posts p ON p.user_id = a.user_id; \
          INSERT INTO instagram_rate_limits (account_id, endpoint, window_start, calls_left) \
          SELECT id, 'publish', '2024-03-01 22:00:00', -3 FROM instagram_accounts; \
          INSERT INTO analytics_events (user_id, event_type) SELECT id, 'viewed' FROM users; \
          INSERT INTO campaigns (user_id, name, start_date) SELECT id, 'Spring', '2024-03-01' FROM users; \
          INSERT INTO system_config (key, value) VALUES ('publishing', 'true')",
    kept: &[
        (
            "b1a002",
            "a locale that was filled in stays until the column goes",
        ),
        ("911fff", "a counter that was put right stays right"),
    ],
    changed: &[],
};

const HEAD: &[&str] = &["911fff (head)"];
const FRESH: &str = "rm -rf migrations && cp -r $ROOT/kept migrations";

/// Every command of the guide.
pub const GUIDE: Guide = Guide {
    name: "defeah",
    folder: None,
    rows: &[
        Row::says(
            r#"alembic revision --autogenerate -m "Add user profile fields""#,
            r#"cargo migrate revision --autogenerate --live -m "Add user profile fields" --dir migrations/defeah"#,
            &["_add_user_profile_fields/up.postgres.sql"],
        )
        .why("Diesel's tables come of the revisions; what is compared is a database that somebody changed")
        .before(
            "cp -r migrations $ROOT/kept && defeah db upgrade && \
             psql $DATABASE_URL -c 'ALTER TABLE users ADD COLUMN nickname text'",
        )
        .then(
            "ls migrations/defeah | grep -E '^2[0-9]{7}_[0-9]{4}_[0-9]{10}_add_user_profile_fields$' && \
             grep -i 'ADD COLUMN nickname text' migrations/defeah/*/up.postgres.sql && \
             psql $DATABASE_URL -c 'ALTER TABLE users DROP COLUMN nickname'",
        ),
        Row::says(
            r#"alembic revision -m "Add custom index for performance""#,
            r#"cargo migrate revision -m "Add custom index for performance" --dir migrations/defeah"#,
            &["_add_custom_index_for_performance/up.sql"],
        )
        .before(FRESH),
        Row::says(
            r#"alembic revision -m "Migrate user preferences to new format""#,
            r#"cargo migrate revision -m "Migrate user preferences to new format" --dir migrations/defeah"#,
            &["_migrate_user_preferences_to_new_format/up.sql"],
        )
        .before(FRESH),
        Row::says("alembic current", "defeah db current", HEAD).before(FRESH),
        Row::says(
            "alembic history --verbose",
            "defeah db history --verbose",
            &["911fff", "abc123", "def456", "add user profile fields"],
        ),
        Row::says("alembic upgrade head", "defeah db upgrade head", HEAD)
            .before("defeah db downgrade base"),
        Row::says("alembic upgrade abc123", "defeah db upgrade abc123", &["abc123"])
            .before("defeah db downgrade base"),
        Row::says("alembic downgrade -1", "defeah db downgrade -1", &["a7b8c9"])
            .before("defeah db upgrade"),
        Row::says("alembic downgrade def456", "defeah db downgrade def456", &["def456"]),
        Row::says(
            "alembic upgrade head --sql",
            "defeah db upgrade head --sql",
            &["ADD COLUMN bio text", "a script can't do that"],
        )
        .why("the script ends before the step in Rust, and says so; a run goes on from there"),
        Row::says("alembic stamp head", "defeah db stamp head", HEAD)
            .before("defeah db upgrade"),
        Row::fails(
            "alembic upgrade abc123",
            "defeah db upgrade abc123",
            &["abc123", "downgrade"],
        )
        .why("in production, from the head: Alembic does nothing and succeeds; here it is an error"),
        Row::says(
            "alembic upgrade abc123 --sql > migration_script.sql",
            "defeah db upgrade abc123 --sql > migration_script.sql",
            &[],
        )
        .before("defeah db downgrade base")
        .then("grep 'CREATE TABLE users' migration_script.sql"),
        Row::says(
            "alembic upgrade abc123 --sql | head -50",
            "defeah db upgrade abc123 --sql | head -50",
            &["BEGIN"],
        ),
        Row::says(
            "python scripts/seed_test_data.py",
            "defeah seed-test-data",
            &["users: 100", "analytics_events: 1000"],
        )
        .before("defeah db upgrade"),
        Row::says("alembic downgrade base", "defeah db downgrade base", &["the base"]),
        Row::says(
            "python scripts/verify_data_integrity.py",
            "defeah verify-data-integrity",
            &["posts without a user: 0", "campaigns that end before they start: 0"],
        )
        .before("defeah db upgrade && defeah seed-test-data"),
        Row::none("pytest tests/test_migrations.py", "is `cargo test -p app-example --all-features --test defeah`"),
        Row::says(
            "python scripts/test_migration_performance.py",
            "defeah migration-performance --rows 50000 --limit 300",
            &["f4a5b6: ", "Migration completed in"],
        )
        .why("1,000,000 rows without `--rows`; it takes an empty database, and leaves it empty")
        .before("defeah db downgrade base"),
        Row::says(
            "pg_dump defeah_marketing > backup_$(date +%Y%m%d_%H%M%S).sql",
            "pg_dump $DATABASE_URL > backup_$(date +%Y%m%d_%H%M%S).sql",
            &[],
        )
        .before("defeah db upgrade && defeah seed-test-data --users 5")
        .then("mv backup_2*.sql backup_20240115_143000.sql"),
        Row::says(
            "alembic upgrade head --sql > migration_script.sql",
            "defeah db upgrade head --sql > migration_script.sql",
            &["a script can't do that"],
        )
        .before("defeah db downgrade base"),
        Row::says("less migration_script.sql", "cat migration_script.sql", &["CREATE TABLE users"]),
        Row::says(
            "alembic upgrade head 2>&1 | tee migration_$(date +%Y%m%d_%H%M%S).log",
            "defeah db upgrade head 2>&1 | tee migration.log",
            &[
                "INFO  [migrate] Running upgrade <base> -> def456, initial schema",
                "Running upgrade a7b8c9 -> 911fff",
            ],
        ),
        Row::says("tail -50 migration_$(date +%Y%m%d_%H%M%S).log", "tail -50 migration.log", HEAD)
            .why("the guide's second `date` names a file that is not there"),
        Row::says(
            "python scripts/validate_data_integrity.py",
            "defeah validate-data-integrity",
            &["foreign keys that don't hold: 0"],
        ),
        Row::none(
            "curl -f http://localhost:8080/health",
            "no server here: `defeah db check` answers; `agent_factory` serves it",
        ),
        Row::says(
            "python scripts/smoke_tests.py",
            "defeah smoke-tests",
            &["ok: the database is at the head", "ok on postgres"],
        ),
        Row::none(
            "tail -f /var/log/defeah-marketing/app.log",
            "the application's own; `defeah db runs` shows what was migrated",
        ),
        Row::says("alembic downgrade abc123", "defeah db downgrade abc123", &["abc123"]),
        Row::says("dropdb defeah_marketing", "dropdb $SCRATCH", &[])
            .before("createdb $SCRATCH"),
        Row::says("createdb defeah_marketing", "createdb $SCRATCH", &[]),
        Row::says(
            "psql defeah_marketing < backup_20240115_143000.sql",
            "psql -q $SCRATCH < backup_20240115_143000.sql",
            &[],
        ),
        Row::says(
            "alembic stamp abc123",
            "defeah --url postgresql:///$SCRATCH db current",
            HEAD,
        )
        .why("not needed after a restore: the record is in the backup")
        .then("dropdb $SCRATCH"),
        Row::says(
            "SELECT … FROM migration_history WHERE completed_at IS NULL",
            "defeah db runs --long-running",
            &["upgrade    f4a5b6  ok"],
        )
        .before("defeah db upgrade")
        .why("the guide's own query runs, too, word for word: the table is kept by every run"),
        Row::says(
            "SELECT … success_rate FROM migration_history GROUP BY …",
            "defeah db runs --by-month",
            &["100"],
        )
        .why("as above"),
        Row::says("alembic heads", "defeah db heads", HEAD),
        Row::says(
            r#"alembic merge abc123 def456 -m "Merge conflicting migrations""#,
            r#"cargo migrate merge feed01 feed02 -m "Merge conflicting migrations" --dir migrations/defeah"#,
            &["_merge_conflicting_migrations/revision.toml"],
        )
        .why("`abc123` and `def456` are no heads; of two that are, what conflicts is a build error")
        .before(
            "cargo migrate revision -m 'add tags' --rev-id feed01 --dir migrations/defeah && \
             cargo migrate revision -m 'add notes' --rev-id feed02 --head 911fff --splice \
             --dir migrations/defeah",
        )
        .then("cargo migrate heads --dir migrations/defeah"),
        Row::says("echo $DATABASE_URL", "echo $DATABASE_URL", &["postgres"]).before(FRESH),
        Row::says(
            r#"psql $DATABASE_URL -c "SELECT 1""#,
            r#"psql $DATABASE_URL -c "SELECT 1""#,
            &["1 row"],
        ),
        Row::fails(
            r#"alembic revision --autogenerate -m "Fix schema drift""#,
            "cargo migrate check --live --dir migrations/defeah",
            &["idx_users_timezone"],
        )
        .why("says what differs, object by object; `revision --autogenerate --live` writes it")
        .before("psql $DATABASE_URL -c 'DROP INDEX idx_users_timezone'")
        .then("psql $DATABASE_URL -c 'CREATE INDEX idx_users_timezone ON users (timezone)'"),
        Row::says(
            "cat migrations/versions/latest_migration.py",
            "defeah db show head",
            &["911fff", "calls_left"],
        ),
        Row::says(
            "alembic upgrade head --sql | psql $DATABASE_URL",
            "defeah db upgrade head --sql | psql $DATABASE_URL",
            &[],
        )
        .why("up to the step in Rust; then `defeah db upgrade`")
        .before("defeah db downgrade base")
        .then("defeah db upgrade && defeah smoke-tests"),
        Row::says("alembic stamp base", "defeah db stamp base", &["the base"]),
        Row::fails(
            "alembic upgrade head",
            "defeah db upgrade head",
            &["already exists", "a stamp took it off the record", "`stamp 911fff`"],
        )
        .why("fails with Alembic, too: the tables are there. Here it says why, and what puts it right")
        .then("defeah db stamp 911fff && defeah smoke-tests"),
        Row::says(
            "alembic show abc123",
            "defeah db show abc123",
            &["abc123", "def456", "add user profile fields"],
        ),
        Row::says(
            "psql $DATABASE_URL < partial_migration_fix.sql",
            "psql $DATABASE_URL < partial_migration_fix.sql",
            &[],
        )
        .before(
            "echo 'CREATE INDEX IF NOT EXISTS idx_users_timezone ON users (timezone);' \
             > partial_migration_fix.sql",
        ),
        Row::says("alembic stamp abc123", "defeah db stamp abc123", &["abc123"])
            .then("defeah db stamp head && defeah db check"),
        Row::says(
            "python scripts/validate_migrations.py",
            "defeah validate-migrations",
            &["Validation: SELECT COUNT(*) FROM posts p LEFT JOIN users u ON ... Result: 0"],
        ),
        Row::says(
            "python scripts/migration_history.py",
            "defeah migration-history",
            &["Revision: abc123\nDown Revision: def456\nDescription: add user profile fields\nPath: "],
        ),
    ],
};
