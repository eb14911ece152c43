//! The guide of REAutomation.

use crate::chain::Data;
use crate::guide::{Guide, Row};

/// Calls with a contact, and what was said in them.
pub const DATA: Data = Data {
    at: "26a6cb1543c8",
    sql: "INSERT INTO contacts (phone_number, full_name) VALUES ('+15555551234', 'Ada'); \
          INSERT INTO calls (contact_id, phone_number, status, tier, total_cost) \
          SELECT id, phone_number, 'completed', 'tier1', 1.5 FROM contacts; \
          INSERT INTO conversation_history (call_id, role, content) \
          SELECT id, 'user', 'I would like to see the flat' FROM calls; \
          INSERT INTO call_notes (call_id, note) SELECT id, 'calls back' FROM calls",
    kept: &[
        (
            "backfill_message_tokens",
            "a count stays until its column goes",
        ),
        (
            "backfill_context_fields",
            "a sum stays until its column goes",
        ),
    ],
    changed: &[],
};

const HEAD: &[&str] = &["004_performance_indexes (head)"];
const AT_002: &[&str] = &["002_voice_agent_integration"];
const FRESH: &str = "rm -rf migrations && cp -r $ROOT/kept migrations";
const AUTOGENERATE: &str =
    "Diesel's tables come of the revisions; what is compared is a database that somebody changed";
const VERIFY: &str = "cargo migrate verify --url $DATABASE_URL --dir migrations/reautomation";
const VERIFIED: &[&str] = &["8 revisions verified on postgres"];
const VERIFY_WHY: &str = "up, down and up again, of this revision and all others, in a scratch database; a \
                          program has the new revision when it is built";
const IS_CARGO_TEST: &str = "is `cargo test -p app-example --all-features --test reautomation`";
const ONCE_MORE: &str =
    "`upgrade` has run it already, between 003 and 004; it may be run again at any time";

/// Every command of the guide.
pub const GUIDE: Guide = Guide {
    name: "reautomation",
    folder: None,
    rows: &[
        Row::says("alembic current", "reautomation current", &[])
            .before("cp -r migrations $ROOT/kept"),
        Row::says(
            "alembic history --verbose",
            "reautomation history --verbose",
            &[
                "26a6cb1543c8",
                "001_langsmith_monitoring",
                "002_voice_agent_integration",
                "003_context_management",
                "004_performance_indexes",
            ],
        ),
        Row::says("alembic upgrade head", "reautomation upgrade head", HEAD),
        Row::says(
            "alembic upgrade 003_context_management",
            "reautomation upgrade 003_context_management",
            &["003_context_management"],
        )
        .before("reautomation downgrade base"),
        Row::says("alembic downgrade -1", "reautomation downgrade -1", AT_002),
        Row::says(
            "alembic downgrade 002_voice_agent_integration",
            "reautomation downgrade 002_voice_agent_integration",
            AT_002,
        )
        .before("reautomation upgrade"),
        Row::says(
            "alembic upgrade head --sql",
            "reautomation upgrade head --sql",
            &["ADD COLUMN context_pruned boolean", "a script can't do that"],
        )
        .why("the script ends before the first step in Rust, and says so; a run goes on from there"),
        Row::says(
            r#"psql -U postgres -c "CREATE DATABASE reautomation;""#,
            r#"psql -d postgres -c "CREATE DATABASE $SCRATCH;""#,
            &["CREATE DATABASE"],
        ),
        Row::says(
            "alembic upgrade head",
            "DATABASE_URL=postgresql:///$SCRATCH reautomation upgrade head",
            HEAD,
        ),
        Row::says(
            r#"psql -U postgres -d reautomation -c "\dt""#,
            r#"psql -d $SCRATCH -c "\dt""#,
            &[
                "calls",
                "contacts",
                "conversation_history",
                "call_notes",
                "workflow_traces",
                "agent_executions",
                "performance_metrics",
                "agent_transitions",
                "tier_escalation_events",
            ],
        )
        .then("dropdb $SCRATCH"),
        Row::says(
            "python -m alembic.data_migrations.backfill_message_tokens",
            "reautomation backfill run message_tokens",
            &["message_tokens: 0 rows filled in"],
        )
        .why(ONCE_MORE)
        .before("reautomation upgrade"),
        Row::says(
            "python -m alembic.data_migrations.backfill_context_fields",
            "reautomation backfill run context_fields",
            &["1 of 1 calls", "context_fields: 1 rows filled in"],
        )
        .why("as above; here for a call that an old version of the application has written since")
        .before(
            "psql $DATABASE_URL -c \"INSERT INTO calls (phone_number, status, tier) \
             VALUES ('+1', 'completed', 'tier1')\"",
        ),
        Row::says(
            r#"alembic revision --autogenerate -m "add_new_field_to_calls""#,
            r#"cargo migrate revision --autogenerate --live -m "add_new_field_to_calls" --dir migrations/reautomation"#,
            &["005_add_new_field_to_calls/up.postgres.sql"],
        )
        .why(AUTOGENERATE)
        .before("psql $DATABASE_URL -c 'ALTER TABLE calls ADD COLUMN new_field text'")
        .then(
            "grep -i 'ADD COLUMN new_field text' migrations/reautomation/005*/up.postgres.sql && \
             psql $DATABASE_URL -c 'ALTER TABLE calls DROP COLUMN new_field'",
        ),
        Row::says("alembic upgrade head", VERIFY, VERIFIED).why(VERIFY_WHY),
        Row::none("alembic downgrade -1", "as above"),
        Row::says(
            r#"alembic revision -m "add_custom_index""#,
            r#"cargo migrate revision -m "add_custom_index" --dir migrations/reautomation"#,
            &["005_add_custom_index/up.postgres.sql"],
        )
        .before(FRESH)
        .then(
            "cd migrations/reautomation/005_add_custom_index && \
             echo 'CREATE INDEX ix_calls_custom ON calls (status, created_at, total_cost);' \
             | tee up.postgres.sql > up.sqlite.sql && \
             echo 'DROP INDEX ix_calls_custom;' | tee down.postgres.sql > down.sqlite.sql && \
             cargo migrate check --dir ..",
        ),
        Row::says(
            r#"alembic revision --autogenerate -m "add_priority_field_to_calls""#,
            r#"cargo migrate revision --autogenerate --live -m "add_priority_field_to_calls" --dir migrations/reautomation"#,
            &["005_add_priority_field_to_calls/up.postgres.sql"],
        )
        .why(AUTOGENERATE)
        .before(
            "rm -rf migrations && cp -r $ROOT/kept migrations && psql $DATABASE_URL \
             -c 'ALTER TABLE calls ADD COLUMN priority integer NOT NULL DEFAULT 0' \
             -c 'CREATE INDEX ix_calls_priority ON calls (priority)'",
        )
        .then(
            "cd migrations/reautomation/005* && grep -i 'ADD COLUMN priority integer' up.postgres.sql && \
             grep 'INDEX ix_calls_priority' up.postgres.sql && grep 'DROP COLUMN priority' down.postgres.sql && \
             psql $DATABASE_URL -c 'ALTER TABLE calls DROP COLUMN priority'",
        ),
        Row::says("alembic upgrade head", VERIFY, VERIFIED)
            .why("as above: up, down and up again")
            .then(FRESH),
        Row::none("pytest tests/migrations/ -v", IS_CARGO_TEST),
        Row::none(
            "pytest tests/migrations/test_migrations.py::test_003_context_management_upgrade -v",
            "is `cargo test -p app-example --all-features --test reautomation upgrades_and_downgrades`",
        ),
        Row::none("pytest tests/migrations/ -v -s", "is the same with `-- --nocapture`"),
        Row::says("createdb reautomation_test", "createdb $SCRATCH", &[])
            .why("the manual test of the guide, its eight steps from here"),
        Row::says(
            "alembic upgrade 002_voice_agent_integration",
            "reautomation --url postgresql:///$SCRATCH upgrade 002_voice_agent_integration",
            AT_002,
        ),
        Row::says(
            r#"psql reautomation_test -c "INSERT INTO calls (phone_number, status, tier, created_at) VALUES ('+15555551234', 'completed', 'tier1', NOW());""#,
            r#"psql $SCRATCH -c "INSERT INTO calls (phone_number, status, tier, created_at) VALUES ('+15555551234', 'completed', 'tier1', NOW());""#,
            &["INSERT 0 1"],
        ),
        Row::says(
            "alembic upgrade 003_context_management",
            "reautomation --url postgresql:///$SCRATCH upgrade 003_context_management",
            &["003_context_management"],
        ),
        Row::says(
            r#"psql reautomation_test -c "\d calls""#,
            r#"psql $SCRATCH -c "\d calls""#,
            &["context_pruned", "pruning_count", "total_context_tokens", "ix_calls_context"],
        ),
        Row::says(
            r#"psql reautomation_test -c "SELECT * FROM calls;""#,
            r#"psql $SCRATCH -c "SELECT * FROM calls;""#,
            &["+15555551234", "completed", "tier1", "(1 row)"],
        ),
        Row::says(
            "alembic downgrade 002_voice_agent_integration",
            "reautomation --url postgresql:///$SCRATCH downgrade 002_voice_agent_integration",
            AT_002,
        ),
        Row::says(
            r#"psql reautomation_test -c "\d calls""#,
            r#"psql $SCRATCH -c "\d calls""#,
            &["voice_session_id"],
        )
        .then("! psql $SCRATCH -c '\\d calls' | grep -e context_pruned -e total_context_tokens"),
        Row::says(
            r#"psql reautomation_test -c "SELECT * FROM calls;""#,
            r#"psql $SCRATCH -c "SELECT * FROM calls;""#,
            &["+15555551234", "completed", "tier1", "(1 row)"],
        )
        .then("dropdb $SCRATCH"),
        Row::says(
            "ls alembic/versions/",
            "ls migrations/reautomation/",
            &["26a6cb1543c8_add_base_tables", "004_add_performance_indexes"],
        ),
        Row::says(
            "alembic stamp 002_voice_agent_integration",
            "reautomation stamp 002_voice_agent_integration",
            AT_002,
        )
        .then("reautomation stamp head && reautomation check"),
        Row::says(
            r#"alembic merge heads -m "merge_branches""#,
            r#"cargo migrate merge heads -m "merge_branches" --dir migrations/reautomation"#,
            &["_merge_branches/revision.toml"],
        )
        .before(
            "cargo migrate revision -m one --dir migrations/reautomation && cargo migrate revision -m two \
             --head 004_performance_indexes --splice --dir migrations/reautomation",
        )
        .then(FRESH),
        Row::says("alembic stamp head", "reautomation stamp head", HEAD),
        Row::says(
            "alembic downgrade -1",
            "reautomation downgrade -1",
            &["backfill_context_fields"],
        ),
        Row::says("alembic history", "reautomation pending", &["004_performance_indexes"])
            .why("the guide wants the pending migrations, which `history` does not single out"),
        Row::says("alembic upgrade head", "reautomation upgrade head", HEAD),
        Row::says(
            "alembic downgrade <previous_revision>",
            "reautomation downgrade 003_context_management",
            &["003_context_management"],
        )
        .then("reautomation upgrade"),
        Row::says(
            "UPDATE alembic_version SET version_num = '<correct_revision>';",
            "reautomation stamp 004_performance_indexes",
            HEAD,
        )
        .why("the record is a list of revisions, not one number; a stamp is in its history"),
        Row::says(
            "pg_dump -h production-host -U postgres reautomation > backup_$(date +%Y%m%d_%H%M%S).sql",
            "pg_dump $DATABASE_URL > backup_$(date +%Y%m%d_%H%M%S).sql",
            &[],
        )
        .then("mv backup_2*.sql backup_20250106_140000.sql"),
        Row::says(
            "alembic upgrade head --sql > migration_preview.sql",
            "reautomation upgrade base:003_context_management --sql > migration_preview.sql",
            &[],
        )
        .why("a range needs no database; a script can't have what comes after it, the steps in Rust")
        .then("grep 'CREATE TABLE tier_escalation_events' migration_preview.sql"),
        Row::says(
            r#"export DATABASE_URL="postgresql://user:pass@prod-host:5432/reautomation""#,
            r#"export DATABASE_URL="$DATABASE_URL""#,
            &[],
        ),
        Row::says("alembic current", "reautomation current", HEAD),
        Row::none(
            "systemctl stop reautomation",
            "the service's own; a run under way ends its step first",
        ),
        Row::says(
            "psql reautomation < backup_20250106_140000.sql",
            "psql -q $DATABASE_URL < backup_20250106_140000.sql",
            &[],
        )
        .why("into an empty database: the backup makes the tables")
        .before("psql $DATABASE_URL -c 'DROP SCHEMA public CASCADE; CREATE SCHEMA public'")
        .then("reautomation check"),
        Row::says("systemctl start reautomation", "reautomation --url $DATABASE_URL serve --until-idle", HEAD)
            .why("upgrades first; here one database, and until nobody waits"),
        Row::none(
            "python -m alembic.data_migrations.backfill_new_field",
            "phase 3 of a change without downtime: a revision with a step in Rust; \
             `tests/tests/systems/phases.rs` runs all six phases",
        ),
    ],
};
