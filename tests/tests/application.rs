//! An application's commands as its users run them: signals, readers that go away, databases that
//! are not what they should be.
#![cfg(unix)]

use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::time::{Duration, Instant};

fn application(dialect: &str, url: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_application"));
    command
        .env("MIGRATE_TEST_DIALECT", dialect)
        .env_remove("DATABASE_URL")
        .env_remove("ALEMBIC_DATABASE_URL")
        .current_dir(std::env::temp_dir())
        .args(["--url", url])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

fn url<D: TestDatabase>(database: &D) -> String {
    match D::NAME {
        "sqlite" => format!("sqlite:///{}", database.url()),
        _ => database.url(),
    }
}

fn run<D: TestDatabase>(database: &D, arguments: &[&str]) -> Output {
    let mut command = application(D::NAME, &url(database), arguments);
    command.output().expect("the application runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Starts an upgrade, and returns when its slow step has begun.
fn in_the_slow_step<D: TestDatabase>(database: &D) -> (Child, BufReader<ChildStderr>) {
    let mut child = application(D::NAME, &url(database), &["upgrade"])
        .spawn()
        .expect("the application starts");
    let mut said = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut line = String::new();
    said.read_line(&mut line).expect("the first step");
    assert!(line.contains("<base> -> a"), "{line}");
    let mut begun = [0; "Running upgrade a -> b".len()];
    said.read_exact(&mut begun).expect("the second step");
    assert_eq!(&begun, b"Running upgrade a -> b");
    (child, said)
}

fn send(child: &Child, signal: &str) {
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(sent.expect("kill runs").success());
}

/// Ctrl-C ends the step and then the run; the lock is free.
fn a_signal_stops_after_the_step<D: TestDatabase>(signal: &str, code: i32, name: &str) {
    let database = D::create();
    let (mut child, mut said) = in_the_slow_step(&database);
    send(&child, signal);
    let mut rest = String::new();
    said.read_to_string(&mut rest).expect("text");
    assert_eq!(child.wait().expect("an end").code(), Some(code), "{rest}");
    assert!(rest.contains(name), "{rest}");
    assert!(
        rest.contains("the database is at `b`; 1 step is left"),
        "{rest}"
    );
    assert_eq!(out(&run(&database, &["current"])), "b\n");
    let output = run(&database, &["upgrade", "--lock-timeout", "0"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(out(&run(&database, &["current"])), "c (head)\n");
}

/// A second Ctrl-C ends the process; the database rolls the step back, or ends it with its record.
fn a_second_signal_ends_the_process<D: TestDatabase>() {
    let database = D::create();
    let (mut child, _said) = in_the_slow_step(&database);
    let sent = Instant::now();
    send(&child, "-INT");
    std::thread::sleep(Duration::from_millis(100));
    send(&child, "-INT");
    assert_eq!(child.wait().expect("an end").code(), Some(130));
    assert!(
        sent.elapsed() < Duration::from_millis(1500),
        "{:?}",
        sent.elapsed()
    );
    // A server may be at it still, with the lock held.
    let output = run(&database, &["upgrade", "--lock-timeout", "30"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(run(&database, &["check"]).status.code(), Some(0));
    let rows = D::texts(
        &mut database.connect(),
        "SELECT CAST(count(*) AS CHAR(1)) AS text FROM one",
    );
    assert_eq!(rows, ["1"]);
}

/// `upgrade 2>&1 | head -1`: the run goes on.
fn a_reader_that_goes_away<D: TestDatabase>() {
    let database = D::create();
    let (mut child, said) = in_the_slow_step(&database);
    drop((said, child.stdout.take()));
    assert_eq!(child.wait().expect("an end").code(), Some(0));
    assert_eq!(out(&run(&database, &["current"])), "c (head)\n");
}

/// While another process is at work.
fn a_signal_while_waiting<D: TestDatabase>() {
    let database = D::create();
    let (mut first, _said) = in_the_slow_step(&database);
    let mut second = application(D::NAME, &url(&database), &["upgrade"])
        .spawn()
        .expect("a start");
    let mut said = BufReader::new(second.stderr.take().expect("a pipe"));
    let mut line = String::new();
    said.read_line(&mut line).expect("a line");
    assert!(line.contains("waiting for another process"), "{line}");
    send(&second, "-TERM");
    assert_eq!(second.wait().expect("an end").code(), Some(143));
    assert_eq!(first.wait().expect("an end").code(), Some(0));
    let busy = Instant::now();
    assert_eq!(run(&database, &["check"]).status.code(), Some(0));
    assert!(busy.elapsed() < Duration::from_secs(5));
}

macro_rules! tests_on {
    ($database:ty; $($(#[$attribute:meta])* $name:ident = $body:expr;)*) => {
        $(
            #[test]
            $(#[$attribute])*
            fn $name() {
                $body;
            }
        )*
    };
}

tests_on! { Sqlite;
    sqlite_ctrl_c = a_signal_stops_after_the_step::<Sqlite>("-INT", 130, "Ctrl-C: stopped");
    sqlite_a_terminal_that_closes = a_signal_stops_after_the_step::<Sqlite>("-HUP", 129, "SIGHUP (the terminal was closed): stopped");
    sqlite_a_supervisor = a_signal_stops_after_the_step::<Sqlite>("-TERM", 143, "SIGTERM: stopped");
    sqlite_ctrl_c_twice = a_second_signal_ends_the_process::<Sqlite>();
    sqlite_no_reader = a_reader_that_goes_away::<Sqlite>();
}

tests_on! { Postgres;
    #[ignore = "needs a PostgreSQL server: tests/run"]
    postgres_ctrl_c = a_signal_stops_after_the_step::<Postgres>("-INT", 130, "Ctrl-C: stopped");
    #[ignore = "needs a PostgreSQL server: tests/run"]
    postgres_ctrl_c_twice = a_second_signal_ends_the_process::<Postgres>();
    #[ignore = "needs a PostgreSQL server: tests/run"]
    postgres_ctrl_c_while_waiting = a_signal_while_waiting::<Postgres>();
}

tests_on! { Mysql;
    #[ignore = "needs a MariaDB server: tests/run"]
    mysql_ctrl_c = a_signal_stops_after_the_step::<Mysql>("-INT", 130, "Ctrl-C: stopped");
    #[ignore = "needs a MariaDB server: tests/run"]
    mysql_ctrl_c_twice = a_second_signal_ends_the_process::<Mysql>();
    #[ignore = "needs a MariaDB server: tests/run"]
    mysql_ctrl_c_while_waiting = a_signal_while_waiting::<Mysql>();
}

/// The words of a failure, and its code.
fn refused(dialect: &str, url: &str, arguments: &[&str]) -> (Option<i32>, String) {
    let output = application(dialect, url, arguments)
        .output()
        .expect("the application runs");
    assert_eq!(out(&output), "");
    (output.status.code(), err(&output))
}

#[test]
fn sqlite_a_file_that_can_only_be_read() {
    let database = Sqlite::create();
    run(&database, &["upgrade", "a"]);
    let read_only = format!("sqlite:///file:{}?mode=ro", database.url());
    let (code, said) = refused("sqlite", &read_only, &["upgrade"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("next: it can only be read through this connection"),
        "{said}"
    );
    let looked = application("sqlite", &read_only, &["current"])
        .output()
        .expect("a run");
    assert_eq!(out(&looked), "a\n", "{}", err(&looked));
}

#[test]
fn sqlite_a_file_of_another_kind() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("letter.txt");
    std::fs::write(
        &file,
        "Dear Ada, this is no database, although it is long enough for one.".repeat(20),
    )
    .expect("a file");
    let url = format!("sqlite:///{}", file.display());
    let (code, said) = refused("sqlite", &url, &["current"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("correct the URL"), "{said}");
}

#[test]
fn sqlite_a_url_of_another_database() {
    let (code, said) = refused(
        "sqlite",
        "postgres://ada:secret@localhost/shop",
        &["current"],
    );
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("is a database of postgres, and this program is for sqlite"),
        "{said}"
    );
    assert!(!said.contains("secret"), "{said}");
}

#[test]
fn sqlite_no_database_is_given() {
    let said = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_application"));
        let folder = tempfile::tempdir().expect("a folder");
        command
            .env_remove("DATABASE_URL")
            .env_remove("ALEMBIC_DATABASE_URL");
        let output = command.current_dir(folder.path()).args(arguments).output();
        output.expect("the application runs")
    };
    let output = said(&["upgrade"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("no database is given"),
        "{}",
        err(&output)
    );
    assert_eq!(out(&said(&["heads"])), "c (head)\n");
    assert!(out(&said(&["history"])).starts_with("b -> c (head), message of c\n"));
    let script = out(&said(&["upgrade", "b", "--sql"]));
    assert!(
        script.starts_with("-- upgrade to `b`: 2 steps.\n"),
        "{script}"
    );
    let script = out(&said(&["downgrade", "head:-1", "--sql"]));
    assert!(script.contains("DROP TABLE two"), "{script}");
    let output = said(&["downgrade", "--sql", "-1"]);
    assert!(
        err(&output).contains("type the range: `head:-1`"),
        "{}",
        err(&output)
    );
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = out(&said(&["completions", shell]));
        assert!(script.contains("ensure-version"), "{shell}: {script}");
    }
    let manual = out(&said(&["manual"]));
    assert!(manual.contains("tolerate"), "{manual}");
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_an_unreachable_server() {
    let (code, said) = refused(
        "postgres",
        "postgres://ada:secret@localhost:1/shop",
        &["upgrade"],
    );
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("can't be reached"), "{said}");
    assert!(!said.contains("secret"), "{said}");
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_no_right_to_create_tables() {
    use diesel::connection::SimpleConnection;
    let database = Postgres::create();
    let role = format!("reader_{}", std::process::id());
    database
        .connect()
        .batch_execute(&format!(
            "CREATE ROLE {role}; REVOKE CREATE ON SCHEMA public FROM PUBLIC"
        ))
        .expect("a role");
    let joint = if database.url().contains('?') {
        '&'
    } else {
        '?'
    };
    let as_reader = format!("{}{joint}options=-c%20role%3D{role}", database.url());
    let (code, said) = refused("postgres", &as_reader, &["upgrade"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("permission denied for schema public"),
        "{said}"
    );
    assert!(said.contains("`ensure-version`"), "{said}");
    let read_only = format!(
        "{}{joint}options=-c%20default_transaction_read_only%3Don",
        database.url()
    );
    let (code, said) = refused("postgres", &read_only, &["upgrade"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("it can only be read through this connection"),
        "{said}"
    );
    database
        .connect()
        .batch_execute(&format!("DROP ROLE {role}"))
        .expect("the role is free");
}

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_no_right_to_create_tables() {
    use diesel::connection::SimpleConnection;
    let database = Mysql::create();
    let name = database.url();
    let name = name
        .split('?')
        .next()
        .and_then(|url| url.rsplit('/').next())
        .expect("a name");
    let user = format!("reader_{}", std::process::id());
    database
        .connect()
        .batch_execute(&format!(
            "CREATE USER {user}@localhost; GRANT SELECT ON {name}.* TO {user}@localhost"
        ))
        .expect("a user");
    let url = database.url();
    let (scheme, rest) = url.split_once("://").expect("a URL");
    let (_, place) = rest.split_once('@').expect("a login");
    let as_reader = format!("{scheme}://{user}@{place}");
    let (code, said) = refused("mysql", &as_reader, &["upgrade"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("denied") && said.contains("`ensure-version`"),
        "{said}"
    );
    database
        .connect()
        .batch_execute(&format!("DROP USER {user}@localhost"))
        .expect("no user");
}
