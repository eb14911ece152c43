//! `diesel print-schema` on a real database is the judge of ours: the goldens of
//! `migrate-check/tests/diesel_schema`, and the example systems. `tests/run` provides diesel_cli.

use diesel::connection::SimpleConnection;
use migrate_check::source::{Entry, LocalDir, MigrationDir};
use migrate_check::{Dialect, Options, check};
use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The variable with the path of diesel_cli 2.3.
const DIESEL_CLI: &str = "MIGRATE_TEST_DIESEL_CLI";

#[test]
#[ignore = "needs diesel_cli: tests/run"]
fn sqlite_diesel_cli_prints_the_same() {
    all_are_the_same(Dialect::Sqlite, on_server::<Sqlite>);
}

#[test]
#[ignore = "needs a PostgreSQL server and diesel_cli: tests/run"]
fn postgres_diesel_cli_prints_the_same() {
    all_are_the_same(Dialect::Postgres, on_server::<Postgres>);
}

#[test]
#[ignore = "needs a MySQL or MariaDB server and diesel_cli: tests/run"]
fn mysql_diesel_cli_prints_the_same() {
    all_are_the_same(Dialect::Mysql, on_server::<Mysql>);
}

/// Runs a script in a database of its own.
fn on_server<D: TestDatabase>(sql: &str) -> (String, D) {
    let database = D::create();
    database
        .connect()
        .batch_execute(sql)
        .expect("the schema is made");
    (database.url(), database)
}

/// Compares every case of a dialect. `make` makes a database of a script, and returns its address
/// and what keeps it there.
fn all_are_the_same<T>(dialect: Dialect, make: impl Fn(&str) -> (String, T)) {
    let diesel = env::var(DIESEL_CLI).unwrap_or_else(|_| {
        panic!("{DIESEL_CLI} is not set: `tests/run` installs diesel_cli and sets it")
    });
    let mut wrong = Vec::new();
    for case in cases(dialect) {
        let (url, _kept) = make(&case.sql);
        let mut command = Command::new(&diesel);
        command.args(["print-schema", "--database-url", &url]);
        let folder = tempfile::tempdir().expect("a folder without a rustfmt.toml above it");
        // Without one it would look for a `diesel.toml` above.
        let config = case
            .config
            .unwrap_or_else(|| folder.path().join("none.toml"));
        let output = command
            .arg("--config-file")
            .arg(config)
            .current_dir(folder.path())
            .output()
            .expect("diesel_cli runs");
        assert!(
            output.status.success(),
            "{}: {}",
            case.name,
            String::from_utf8_lossy(&output.stderr)
        );
        let theirs = String::from_utf8(output.stdout).expect("UTF-8");
        if theirs != case.ours {
            println!("{}: diesel_cli prints\n{theirs}", case.name);
            wrong.push(case.name);
        }
    }
    assert!(wrong.is_empty(), "not what diesel_cli prints: {wrong:?}");
}

const AGENT_FACTORY: &str = "migrations/agent_factory";
const ITS_DIESEL_TOML: &str = "../app-example/agent_factory/diesel.toml";

struct Case {
    name: String,
    sql: String,
    config: Option<PathBuf>,
    ours: String,
}

fn cases(dialect: Dialect) -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    // The goldens of MySQL are for MariaDB: of keys on texts, of types that MySQL does not have.
    if dialect == Dialect::Mysql && !Mysql::is_mariadb() {
        return vec![example(&LocalDir::new(root.join(AGENT_FACTORY)), dialect)];
    }
    let folder = root.join("migrate-check/tests/diesel_schema");
    let entries = fs::read_dir(folder.join(dialect.name())).expect("a folder for each dialect");
    let mut cases: Vec<Case> = entries
        .map(|entry| {
            let folder = entry.expect("a readable entry").path();
            let read = |file: &str| fs::read_to_string(folder.join(file)).expect(file);
            let config = folder.join("diesel.toml");
            Case {
                name: folder.display().to_string(),
                sql: read("schema.sql"),
                config: config.exists().then_some(config),
                ours: read("schema.rs"),
            }
        })
        .collect();
    let on_mariadb = OnMariaDb(LocalDir::new(root.join(AGENT_FACTORY)));
    cases.push(example(&on_mariadb, dialect));
    assert!(cases.len() > 1);
    cases
}

/// A directory whose `migrate.toml` says what the server is.
struct OnMariaDb(LocalDir);

impl MigrationDir for OnMariaDb {
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>> {
        self.0.list(folder)
    }

    fn read(&self, file: &str) -> io::Result<Vec<u8>> {
        let mut content = self.0.read(file)?;
        if file == "migrate.toml" {
            content.splice(0..0, *b"mariadb = true\n");
        }
        Ok(content)
    }
}

/// The example system: its scripts, and what is printed for it.
fn example(directory: &dyn MigrationDir, dialect: Dialect) -> Case {
    let options = Options {
        dialects: Some(vec![dialect]),
        ..Options::default()
    };
    let outcome = check(directory, &options);
    let chain = outcome.chain.expect("a chain without errors");
    let ups = chain.revisions.iter().filter_map(|revision| {
        let up = revision.scripts[&dialect].up.as_ref();
        up.map(|up| format!("{}\n", up.text))
    });
    let diesel = outcome.diesel.expect("a schema");
    let refusals: Vec<_> = diesel.refusals(dialect).collect();
    assert!(refusals.is_empty(), "{refusals:?}");
    Case {
        name: "agent_factory".to_owned(),
        sql: ups.collect(),
        config: Some(Path::new(env!("CARGO_MANIFEST_DIR")).join(ITS_DIESEL_TOML)),
        ours: diesel.text(dialect),
    }
}
