//! A stamp of a database whose ids are right and whose schema is another one: refused where a table, a
//! column or a type differs, on every database; and not refused for anything less.

use clap::Parser;
use diesel::connection::SimpleConnection;
use migrate_cli::Terminal;
use migrate_cli::app::{Command, Options};
use migrate_runtime::{Bookkeeping, Chain, Database, Embedded, Migrator, Supports};
use migrate_tests::chains::{chain, rev};
use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use migrate_tests::test_chain;
use std::io::Write;
use std::sync::{Arc, Mutex};

const USERS: &str = "CREATE TABLE users (id INT NOT NULL PRIMARY KEY, \
    email VARCHAR(100) NOT NULL, note VARCHAR(100) DEFAULT 'none');\n";
const ORDERS: &str = "CREATE TABLE orders (id INT NOT NULL PRIMARY KEY, total INT NOT NULL);\n";

test_chain!(
    Shop,
    chain(&[
        rev("a1b2c3d4e5f6", USERS).down("DROP TABLE users;\n"),
        rev("b2c3d4e5f6a1", ORDERS)
            .revises(&["a1b2c3d4e5f6"])
            .down("DROP TABLE orders;\n"),
    ])
);
/// A script that the model can't follow.
fn unclear() -> Chain {
    chain(&[
        rev("a1b2c3d4e5f6", "INSERT INTO nowhere VALUES (1);\n"),
        rev("b2c3d4e5f6a1", ORDERS).revises(&["a1b2c3d4e5f6"]),
    ])
    .with_bookkeeping(Bookkeeping::DEFAULT)
}
test_chain!(Unclear, unclear());

#[derive(Parser)]
struct Application {
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("the lock").write(bytes)
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Runs a command; returns whether it went well, and what it said.
fn run<D: TestDatabase, M: Embedded + Supports<<D::Connection as Database>::Dialect>>(
    migrations: &M,
    options: &Options,
    connection: &mut D::Connection,
    command: &str,
) -> (bool, String) {
    let words = std::iter::once("app").chain(command.split(' '));
    let command = Application::parse_from(words).command;
    let written = Written::default();
    let mut terminal = Terminal::plain(written.clone(), written.clone());
    let outcome = command.run_with(options, migrations, connection, &mut terminal);
    let is_well = outcome.is_ok();
    terminal.finish(outcome);
    let said = written.0.lock().expect("the lock").clone();
    (is_well, String::from_utf8(said).expect("text"))
}

const ALEMBIC: &str = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL); \
                       INSERT INTO alembic_version VALUES ('a1b2c3d4e5f6')";

/// A database that Alembic says is at the first revision, and that was changed by hand since.
fn changed<D: TestDatabase>(change: &str) -> D {
    let database = D::create();
    let connection = &mut database.connect();
    for sql in [USERS, ALEMBIC, change] {
        if !sql.is_empty() {
            connection.batch_execute(sql).expect(sql);
        }
    }
    database
}

fn is_untouched<D: TestDatabase>(connection: &mut D::Connection) -> bool {
    let history = Migrator::<Shop>::new().history(connection);
    let current = Migrator::<Shop>::new().current(connection);
    history.expect("a look").is_empty() && current.expect("a look").applied.is_empty()
}

fn refuses<D: TestDatabase>() {
    let mut changes = vec![
        ("ALTER TABLE users RENAME TO people", "users"),
        ("ALTER TABLE users RENAME COLUMN email TO mail", "email"),
        ("ALTER TABLE users ADD COLUMN age INT", "age"),
        // What the next upgrade would make is there.
        (ORDERS, "orders"),
        (
            "DROP TABLE users; CREATE VIEW users AS SELECT 1 AS id",
            "users",
        ),
    ];
    if D::NAME == "sqlite" {
        changes.push((
            "DROP TABLE users; CREATE TABLE users (id INT NOT NULL PRIMARY KEY, \
             email INT NOT NULL, note VARCHAR(100) DEFAULT 'none')",
            "email",
        ));
    } else if D::NAME == "postgres" {
        changes.push(("ALTER TABLE users ALTER COLUMN id TYPE BIGINT", "id"));
        changes.push(("ALTER TABLE users ALTER COLUMN note TYPE TEXT", "note"));
    } else {
        changes.push(("ALTER TABLE users MODIFY id BIGINT NOT NULL", "id"));
        changes.push(("ALTER TABLE users MODIFY email DATE NOT NULL", "email"));
    }
    let comparing = Options::new().comparing_schemas();
    for (change, named) in changes {
        for command in [
            "stamp --from-alembic",
            "stamp --from-alembic --dry-run",
            "stamp a1b2",
            "stamp a1b2 --dry-run",
            "stamp a1b2 --purge",
        ] {
            let database: D = changed(change);
            let connection = &mut database.connect();
            let (is_well, said) = run::<D, _>(&Shop, &comparing, connection, command);
            assert!(!is_well, "{command} after {change}: {said}");
            assert!(said.contains("nothing was recorded"), "{said}");
            assert!(said.contains(named), "{command} after {change}: {said}");
            assert!(said.contains("--accept-differences"), "{said}");
            assert!(is_untouched::<D>(connection), "{command} after {change}");
        }
        let database: D = changed(change);
        let connection = &mut database.connect();
        let command = "stamp --from-alembic --accept-differences";
        let (is_well, said) = run::<D, _>(&Shop, &comparing, connection, command);
        assert!(is_well, "{change}: {said}");
        assert!(!is_untouched::<D>(connection));
    }
    // A database with nothing in it is at no revision.
    let database = D::create();
    let (is_well, said) = run::<D, _>(&Shop, &comparing, &mut database.connect(), "stamp head");
    assert!(
        !is_well && said.contains("users") && said.contains("orders"),
        "{said}"
    );
}

fn accepts<D: TestDatabase>() {
    let mut changes = vec![
        "",
        "CREATE TABLE invoices (id INT)",
        "CREATE INDEX users_email ON users (email)",
        "CREATE VIEW everyone AS SELECT id FROM users",
    ];
    if D::NAME != "sqlite" {
        changes.push("ALTER TABLE users ALTER COLUMN note SET DEFAULT 'some'");
        changes.push("ALTER TABLE users ADD CONSTRAINT users_mail UNIQUE (email)");
    }
    let comparing = Options::new().comparing_schemas();
    for change in changes {
        for command in ["stamp --from-alembic", "stamp a1b2"] {
            let database: D = changed(change);
            let connection = &mut database.connect();
            let (is_well, said) = run::<D, _>(&Shop, &comparing, connection, command);
            assert!(is_well, "{command} after {change}: {said}");
            assert_eq!(
                change.is_empty(),
                !said.contains("note"),
                "{change}: {said}"
            );
            assert!(!is_untouched::<D>(connection));
        }
    }
    // Where the model does not know, it does not say.
    let database: D = changed("DROP TABLE users");
    let connection = &mut database.connect();
    let (is_well, said) = run::<D, _>(&Unclear, &comparing, connection, "stamp a1b2");
    assert!(is_well, "{said}");

    // Without a model, it says how to compare.
    let database: D = changed("DROP TABLE users");
    let connection = &mut database.connect();
    let plain = Options::new();
    let (is_well, said) = run::<D, _>(&Shop, &plain, connection, "stamp --from-alembic");
    assert!(is_well, "{said}");
    let how = "`cargo migrate check --live --at a1b2c3d4e5f6` does";
    assert!(said.contains(how), "{said}");
    // All is in place after the upgrade, and can be stamped again.
    let database = D::create();
    let connection = &mut database.connect();
    Migrator::<Shop>::new().run(connection).expect("an upgrade");
    let (is_well, said) = run::<D, _>(&Shop, &comparing, connection, "stamp head");
    assert!(is_well, "{said}");
    let (is_well, said) = run::<D, _>(&Shop, &comparing, connection, "stamp base");
    assert!(!is_well && said.contains("users"), "{said}");
}

#[test]
fn sqlite_a_stamp_refuses_another_schema() {
    refuses::<Sqlite>();
}

#[test]
fn sqlite_a_stamp_accepts_what_may_differ() {
    accepts::<Sqlite>();
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_stamp_refuses_another_schema() {
    refuses::<Postgres>();
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_stamp_accepts_what_may_differ() {
    accepts::<Postgres>();
}

#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_a_stamp_refuses_another_schema() {
    refuses::<Mysql>();
}

#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_a_stamp_accepts_what_may_differ() {
    accepts::<Mysql>();
}
