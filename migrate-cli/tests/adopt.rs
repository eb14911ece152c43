//! `cargo migrate adopt`, word for word. `UPDATE_GOLDEN=1` rewrites the answers.
//!
//! `tests/alembic/studio` is a project of Alembic's, and `tests/alembic/printed` what Alembic 1.20.1
//! answered for it, which `replay.sh` repeats. With `MIGRATE_TEST_ALEMBIC` in the environment (how
//! Alembic is run), what is recorded is compared with Alembic itself.

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use support::{Session, golden};

/// A case's name is that of its file in `golden/adopt/`.
type Case = (&'static str, fn(&mut Session));

const CASES: &[Case] = &[
    ("alembic", alembic),
    #[cfg(unix)]
    ("alembic_interrupted", alembic_interrupted),
    ("alembic_printed", alembic_printed),
    ("alembic_refused", alembic_refused),
    ("diesel", diesel),
    ("files", files),
];

#[test]
fn what_is_adopted_is_as_written() {
    let mut wrong = Vec::new();
    for (name, case) in CASES {
        let mut session = Session::new();
        case(&mut session);
        wrong.extend(golden::differs("adopt", name, &session.into_transcript()).err());
    }
    golden::assert_all_used("adopt", CASES.iter().map(|(name, _)| *name));
    assert!(
        wrong.is_empty(),
        "{}\n\n`UPDATE_GOLDEN=1` accepts them",
        wrong.join("\n")
    );
}

fn recorded() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/alembic")
}

/// Copies the project and what was printed for it.
fn studio(session: &mut Session) -> &mut Session {
    copy(&recorded(), session, "");
    session
}

fn copy(folder: &Path, session: &Session, to: &str) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!("{to}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            copy(&entry.path(), session, &format!("{name}/"));
        } else {
            session.file(&name, std::fs::read(entry.path()).expect("a file"));
        }
    }
}

const ADOPT: &str = "adopt --from alembic studio --alembic 'sh ../replay.sh'";

fn alembic(session: &mut Session) {
    studio(session)
        .run(&format!("{ADOPT} --dry-run"))
        .run(&format!("{ADOPT} --dry-run --format json"))
        .run(ADOPT)
        .list("migrations");
    for revision in [
        "20240115_1400_a1b2c3d4e5f6_initial_schema",
        "20240120_0900_002_touch",
    ] {
        session.show(&format!("migrations/{revision}/revision.toml"));
        session.show(&format!("migrations/{revision}/up.sql"));
    }
    session
        .show("migrations/20240122_1000_003_index/revision.toml")
        .show("migrations/20240122_1000_003_index/up.sql")
        .show("migrations/20240125_0000_004_merge/revision.toml")
        .show("migrations/20240215_0000_006_encrypt/revision.toml")
        .run("check");
    // What Alembic could not say is written by hand.
    session.file(
        "migrations/20240215_0000_006_encrypt/up.sql",
        "ALTER TABLE users ADD COLUMN secret TEXT;\n\
             UPDATE users SET secret = reverse(bio);\n",
    );
    session.run("check");
    session.run(ADOPT);
}

/// What Alembic has said by then is written; the rest says why it is missing.
#[cfg(unix)]
fn alembic_interrupted(session: &mut Session) {
    studio(session).file(
        "ctrl_c.sh",
        "[ \"$1\" = downgrade ] && kill -INT $PPID\nexec sh \"$(dirname \"$0\")/replay.sh\" \"$@\"\n",
    );
    session
        .run("adopt --from alembic studio --alembic 'sh ../ctrl_c.sh'")
        .show("migrations/20240301_0000_007_names/revision.toml")
        .show("migrations/20240201_0800_005_plans/revision.toml")
        .show("migrations/20240201_0800_005_plans/up.sql");
}

fn alembic_printed(session: &mut Session) {
    studio(session).run(
        "adopt --from alembic studio/migrations --to new --sql printed/upgrade_heads.sql \
         --sql printed/downgrade_005_plans~004_merge.sql --dry-run",
    );
}

fn alembic_refused(session: &mut Session) {
    studio(session);
    session.file("empty/readme.md", "");
    session.file("broken/versions/a.py", "from x import ID\nrevision = ID\n");
    session.file("taken/file", "");
    session.run("adopt --from alembic nowhere");
    session.run("adopt --from alembic empty");
    session.run("adopt --from alembic broken");
    session.run("adopt --from alembic studio --alembic no-such-program");
    session.run("adopt --from alembic studio --alembic 'sh ../no_such_file.sh'");
    session.run("adopt --from alembic studio --dialect sqlite,postgres");
    session.run(&format!("{ADOPT} --to taken"));
    session.list("taken");
}

fn diesel(session: &mut Session) {
    for (folder, table) in [
        ("2024-01-01-000000_users", "users"),
        ("2024-01-02-000000_posts", "posts"),
    ] {
        session
            .file(
                &format!("db/{folder}/up.sql"),
                format!("CREATE TABLE {table} (id INT);\n"),
            )
            .file(
                &format!("db/{folder}/down.sql"),
                format!("DROP TABLE {table};\n"),
            );
    }
    session.file(
        "db/2024-01-02-000000_posts/metadata.toml",
        "run_in_transaction = false\n",
    );
    session.run("adopt --from diesel db");
    session.run("adopt --from diesel db --dialect postgres --dry-run");
    session.run("adopt --from diesel db --dialect postgres");
    session.show("db/migrate.toml");
    session.show("db/2024-01-02-000000_posts/revision.toml");
    session.run("adopt --from diesel db");
    session.run("adopt --from diesel db --to elsewhere");
    session.list("elsewhere");
}

fn files(session: &mut Session) {
    session.file("sqlx/0001_users.up.sql", "CREATE TABLE users (id INT);\r\n");
    session.file("sqlx/0001_users.down.sql", "DROP TABLE users;\n");
    session.file(
        "sqlx/0002_index.up.sql",
        "-- no-transaction\nCREATE INDEX CONCURRENTLY users_id ON users (id);\n",
    );
    session.file("sqlx/0002_index.down.sql", "DROP INDEX user_id;\n");
    session.run("adopt --from sqlx sqlx");
    session.run("adopt --from sqlx sqlx --dialect postgres --to from_sqlx");
    session.list("from_sqlx");
    session.show("from_sqlx/0002_index/revision.toml");
    session.file("refinery/V1__users.sql", "CREATE TABLE users (id INT);\n");
    session.file("refinery/V2__posts.sql", "CREATE TABLE posts (id INT);\n");
    session.file("refinery/V3__code.rs", "pub fn migration() {}\n");
    session.run("adopt --from refinery refinery --dialect sqlite --to from_refinery");
    session.list("from_refinery");
    session.show("from_refinery/2_posts/revision.toml");
    session.file(
        "golang/000001_users.up.sql",
        "CREATE TABLE users (id INT);\n",
    );
    session.file("golang/000001_users.down.sql", "DROP TABLE users;\n");
    session.run("adopt --from golang-migrate golang --dialect mysql --to from_golang");
    session.list("from_golang");
}

/// What is recorded is what Alembic prints.
#[test]
#[ignore = "needs Alembic: MIGRATE_TEST_ALEMBIC says how it is run"]
fn alembic_prints_what_is_recorded() {
    let program = std::env::var("MIGRATE_TEST_ALEMBIC").expect("MIGRATE_TEST_ALEMBIC");
    let words: Vec<&str> = program.split_whitespace().collect();
    let mut session = Session::new();
    studio(&mut session);
    let mut compared = 0;
    for entry in std::fs::read_dir(recorded().join("printed")).expect("what was printed") {
        let path = entry.expect("an entry").path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            continue;
        };
        let Some((command, target)) = name
            .strip_suffix(".sql")
            .and_then(|name| name.split_once('_'))
        else {
            continue;
        };
        let expected = std::fs::read_to_string(&path).expect("a recorded answer");
        // Below a merge, Alembic takes the revisions in the order of a set.
        let answers = (0..8).map(|seed: u8| {
            let output = Command::new(words[0])
                .args(&words[1..])
                .args([command, &target.replace('~', ":"), "--sql"])
                .env_remove("ALEMBIC_DATABASE_URL")
                .env("PYTHONHASHSEED", seed.to_string())
                .current_dir(session.path("studio"))
                .output()
                .expect("Alembic runs");
            String::from_utf8_lossy(&output.stdout).into_owned()
        });
        let mut last = String::new();
        let is_recorded = answers
            .inspect(|answer| last.clone_from(answer))
            .any(|answer| answer == expected);
        assert!(is_recorded, "{name}: Alembic prints\n{last}");
        compared += 1;
    }
    assert_eq!(compared, 5, "each recorded answer is compared");
}
