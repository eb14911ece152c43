//! The guide of GestorLead Studio.

use crate::guide::{Guide, Row};

const HEAD: &[&str] = &["ab8128dfafda (head)"];

/// Every command of the guide.
pub const GUIDE: Guide = Guide {
    name: "gestorlead",
    folder: None,
    rows: &[
        Row::none(
            "pip install alembic psycopg2-binary sqlalchemy",
            "nothing to install: the program carries its revisions, and needs libpq",
        ),
        Row::says(
            r#"export DATABASE_URL="postgresql://user:password@localhost:5432/gestorlead_studio""#,
            r#"export DATABASE_URL="$DATABASE_URL""#,
            &[],
        ),
        Row::says("alembic current", "gestorlead current", &[]),
        Row::says(
            "alembic history --verbose",
            "gestorlead history --verbose",
            &["ab8128dfafda", "db4acd9fe490", "seed_lookup_tables", "initial_tables"],
        ),
        Row::says("alembic upgrade head", "gestorlead upgrade head", HEAD)
            .then("[ $(psql $DATABASE_URL -Atc 'SELECT count(*) FROM task_types') = 23 ]"),
        Row::says(
            "alembic upgrade db4acd9fe490",
            "gestorlead upgrade db4acd9fe490",
            &["db4acd9fe490"],
        )
        .before("gestorlead downgrade base"),
        Row::says("alembic downgrade -1", "gestorlead downgrade -1", &["db4acd9fe490"])
            .before("gestorlead upgrade"),
        Row::says(
            "alembic downgrade db4acd9fe490",
            "gestorlead downgrade db4acd9fe490",
            &["db4acd9fe490"],
        )
        .before("gestorlead upgrade"),
        Row::says(
            r#"alembic revision -m "description""#,
            r#"cargo migrate revision -m "description" --dir migrations/gestorlead"#,
            &["_description/up.sql"],
        ),
        Row::says(
            r#"alembic revision --autogenerate -m "description""#,
            r#"cargo migrate revision --autogenerate --live -m "description" --dir migrations/gestorlead"#,
            &["up.postgres.sql"],
        )
        .why("Diesel's tables come of the revisions; what is compared is a database that somebody changed")
        .before(
            "rm -r migrations/gestorlead/2*_description; gestorlead upgrade; \
             psql $DATABASE_URL -c 'ALTER TABLE tasks ADD COLUMN note text'",
        )
        .then(
            "grep -i 'ALTER TABLE tasks ADD COLUMN note text' migrations/gestorlead/2*/up.postgres.sql && \
             rm -r migrations/gestorlead/2* && psql $DATABASE_URL -c 'ALTER TABLE tasks DROP COLUMN note'",
        ),
        Row::none("sudo systemctl status postgresql", "the server's own"),
        Row::says("echo $DATABASE_URL", "echo $DATABASE_URL", &["postgres"]),
        Row::says(
            r#"psql $DATABASE_URL -c "SELECT 1""#,
            r#"psql $DATABASE_URL -c "SELECT 1""#,
            &["1 row"],
        ),
        Row::says("alembic branches", "gestorlead branches", &[]),
        Row::fails(
            r#"alembic merge -m "merge migrations""#,
            r#"cargo migrate merge heads -m "merge migrations" --dir migrations/gestorlead"#,
            &["one revision is not a merge"],
        )
        .why("with one head there is nothing to merge; with two it writes the revision"),
        Row::says(
            "alembic show <revision>",
            "gestorlead show ab8128dfafda",
            &["seed_lookup_tables", "db4acd9fe490"],
        ),
        Row::says(
            "alembic downgrade <revision> --sql > rollback.sql",
            "gestorlead downgrade db4acd9fe490 --sql > rollback.sql",
            &[],
        )
        .then("grep 'DELETE FROM campaign_types' rollback.sql"),
        Row::says("createdb gestorlead_test", "createdb $SCRATCH", &[])
            .why("a name of its own for each run of the tests"),
        Row::says(
            r#"DATABASE_URL="postgresql://user:pass@localhost/gestorlead_test" alembic upgrade head"#,
            r#"DATABASE_URL="postgresql:///$SCRATCH" gestorlead upgrade head"#,
            HEAD,
        ),
        Row::none("pytest tests/", "is `cargo test -p app-example --all-features --test gestorlead`"),
        Row::says("dropdb gestorlead_test", "dropdb $SCRATCH", &[]),
        Row::says(
            "pg_dump $DATABASE_URL > backup_$(date +%Y%m%d_%H%M%S).sql",
            "pg_dump $DATABASE_URL > backup_$(date +%Y%m%d_%H%M%S).sql",
            &[],
        )
        .then("mv backup_2*.sql backup_file.sql"),
        Row::says("alembic history", "gestorlead history", HEAD),
        Row::says(
            "psql $DATABASE_URL < backup_file.sql",
            "psql -q $DATABASE_URL < backup_file.sql",
            &[],
        )
        .before("psql $DATABASE_URL -c 'DROP SCHEMA public CASCADE; CREATE SCHEMA public'")
        .then("gestorlead check"),
    ],
};
