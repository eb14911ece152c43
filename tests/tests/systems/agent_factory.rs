//! The guide of GL-Agent-Factory.

use crate::chain::Data;
use crate::guide::{Guide, Row};

/// A tenant with an agent and its executions.
pub const DATA: Data = Data {
    at: "20241208_130000_001",
    sql: "INSERT INTO tenants (slug, name, plan) VALUES ('acme', 'Acme', 'enterprise'), \
          ('other', 'Other', 'free'); \
          INSERT INTO agents (tenant_id, slug, name) SELECT id, 'writer', 'Writer' FROM tenants; \
          INSERT INTO executions (tenant_id, agent_id, request_key) \
          SELECT tenant_id, id, 'request' FROM agents",
    kept: &[],
    changed: &[],
};

const HEAD: &[&str] = &["20241216_093000_007 (head)"];
const FRESH: &str = "rm -rf ../../migrations && cp -r $ROOT/kept ../../migrations";

/// Every command of the guide, and the targets that it leaves out.
pub const GUIDE: Guide = Guide {
    name: "agent_factory",
    folder: Some("app-example/agent_factory"),
    rows: &[
        Row::says("make db-upgrade", "make db-upgrade", HEAD)
            .before("cp -r ../../migrations $ROOT/kept"),
        Row::says("make db-downgrade", "make db-downgrade", &["20241216_090000_006"]),
        Row::says(
            r#"make db-revision MSG="add new column to agents""#,
            r#"make db-revision MSG="add new column to agents""#,
            &["_add_new_column_to_agents/up.postgres.sql"],
        )
        .why("compares a database that somebody changed with the revisions; Diesel's tables come of these")
        .before(
            "agent_factory upgrade && psql $DATABASE_URL -c 'ALTER TABLE agents ADD COLUMN colour text'",
        )
        .then(
            "ls ../../migrations/agent_factory | \
             grep -E '^2[0-9]{7}_[0-9]{6}_001_add_new_column_to_agents$' && \
             grep 'ADD COLUMN colour text' ../../migrations/agent_factory/*/up.postgres.sql && \
             psql $DATABASE_URL -c 'ALTER TABLE agents DROP COLUMN colour'",
        ),
        Row::says(
            r#"make db-revision-empty MSG="add custom function""#,
            r#"make db-revision-empty MSG="add custom function""#,
            &["_add_custom_function/up.sql"],
        )
        .before(FRESH),
        Row::says("make db-current", "make db-current", HEAD).before(FRESH),
        Row::says(
            "make db-history",
            "make db-history",
            &["20241208_130000_001", "initial schema", "20241211_080000_005"],
        ),
        Row::none("cd backend", "the program needs no folder: it carries its revisions"),
        Row::says("alembic upgrade head", "agent_factory upgrade head", HEAD)
            .before("agent_factory downgrade base"),
        Row::says(
            "alembic upgrade 20241208_130000_001",
            "agent_factory upgrade 20241208_130000_001",
            &["20241208_130000_001"],
        )
        .before("agent_factory downgrade base"),
        Row::says("alembic downgrade -1", "agent_factory downgrade -1", &["20241216_090000_006"])
            .before("agent_factory upgrade"),
        Row::says(
            "alembic downgrade 20241208_130000_001",
            "agent_factory downgrade 20241208_130000_001",
            &["20241208_130000_001"],
        ),
        Row::says("alembic downgrade base", "agent_factory downgrade base", &["the base"]),
        Row::says("alembic current", "agent_factory current", &[]),
        Row::says(
            "alembic history --verbose",
            "agent_factory history --verbose",
            &["20241208_130000_001", "initial schema"],
        ),
        Row::says(
            "alembic upgrade head --sql",
            "agent_factory upgrade head --sql",
            &["CREATE TYPE execution_priority", "CREATE TRIGGER tg_agents_updated_at"],
        )
        .then("agent_factory upgrade head --sql | psql $DATABASE_URL && agent_factory check"),
        Row::says(
            r#"alembic revision --autogenerate -m "description""#,
            r#"cargo migrate revision --autogenerate --live -m "description" --dir ../../migrations/agent_factory"#,
            &["_description/up.postgres.sql"],
        )
        .why("as `make db-revision`")
        .before("psql $DATABASE_URL -c 'ALTER TABLE agents ADD COLUMN colour text'")
        .then("psql $DATABASE_URL -c 'ALTER TABLE agents DROP COLUMN colour'"),
        Row::says(
            r#"alembic revision -m "description""#,
            r#"cargo migrate revision -m "description" --dir ../../migrations/agent_factory"#,
            &["_description/up.sql"],
        )
        .before(FRESH),
        Row::says(
            "ALEMBIC_DATABASE_URL=… (highest priority)",
            r#"ALEMBIC_DATABASE_URL="$DATABASE_URL" DATABASE_URL=postgres://127.0.0.1:1/x agent_factory current"#,
            HEAD,
        )
        .before(FRESH),
        Row::says("DATABASE_URL=…", "agent_factory current", HEAD),
        Row::none("sqlalchemy.url", "is `url` in `migrate.toml`; nothing is said there"),
        Row::says(
            "postgresql+asyncpg://username:password@host:port/database",
            r#"agent_factory --url "$ASYNCPG_URL" current"#,
            HEAD,
        ),
        Row::says(
            r#"ALEMBIC_DATABASE_URL="postgresql+asyncpg://prod_user:secret@prod-db:5432/agent_factory" make db-upgrade"#,
            r#"ALEMBIC_DATABASE_URL="$ASYNCPG_URL" make db-upgrade"#,
            HEAD,
        ),
        Row::says(
            "make db-show REV=head",
            "make db-show REV=head",
            &["CREATE TABLE execution_queue"],
        )
        .before("agent_factory downgrade 20241209_100000_002"),
        Row::says(
            "cd backend && alembic downgrade -3",
            "agent_factory downgrade -3",
            &["20241210_090000_003", "20241210_113000_004"],
        )
        .before("agent_factory upgrade"),
        Row::says(
            "\"Target database is not up to date\": make db-upgrade",
            "agent_factory check; make db-upgrade",
            &["pending", "20241216_093000_007 (head)"],
        ),
        Row::fails(
            "\"Can't locate revision\"",
            "agent_factory upgrade 20241299",
            &["20241299"],
        ),
        Row::fails(
            "\"Relation already exists\": alembic stamp",
            "agent_factory upgrade",
            &["already exists", "`stamp 20241216_093000_007`"],
        )
        .why("the error names the revision to stamp")
        .before("agent_factory stamp base")
        .then("agent_factory stamp 20241216_093000_007 && agent_factory check"),
        Row::says("make db-branches", "make db-branches", &["20241209_100000_002"]),
        Row::says(
            r#"make db-merge REVS="rev1 rev2" MSG="merge branches""#,
            r#"make db-merge REVS="rev1 rev2" MSG="merge branches""#,
            &["_merge_branches/revision.toml"],
        )
        .before(
            "dir=../../migrations/agent_factory; \
             cargo migrate revision -m one --rev-id rev1 --dir $dir && \
             cargo migrate revision -m two --rev-id rev2 --head 20241216_093000_007 --splice --dir $dir",
        )
        .then(FRESH),
        Row::says("make db-downgrade-all", "make db-downgrade-all", &["the base"]),
        Row::says("(not in the guide)", "make db-heads", HEAD),
        Row::fails("(not in the guide)", "make db-check", &["database not initialized"]),
        Row::says("(not in the guide)", "make db-stamp REV=head", HEAD)
            .then("agent_factory stamp base"),
    ],
};
