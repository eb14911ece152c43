//! An application's commands as its users run them: signals, and readers that go away.
#![cfg(unix)]

mod running;

use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use running::held::{Holds, Running, in_the_held_step};
use running::{application, err, out, run, url};
use std::process::Command;

/// Ctrl-C ends the step and then the run; the lock is free.
fn a_signal_stops_after_the_step<D: Holds>(signal: &str, code: i32, name: &str) {
    let database = D::create();
    let (mut running, hold) = in_the_held_step(&database, &["upgrade"]);
    running.send(signal);
    running.line_with(&[": heard; the step is finished first, and then the run stops"]);
    D::let_go(hold);
    let (ended, rest) = running.end();
    assert_eq!(ended, Some(code), "{rest}");
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

/// Ctrl-C in the last step leaves nothing to stop, and that is said.
#[test]
fn sqlite_ctrl_c_in_the_last_step() {
    let database = Sqlite::create();
    let (mut running, hold) = in_the_held_step(&database, &["upgrade", "b"]);
    running.send("-INT");
    running.line_with(&["Ctrl-C: heard"]);
    Sqlite::let_go(hold);
    let (code, rest) = running.end();
    assert_eq!(code, Some(0), "{rest}");
    let words = "Ctrl-C: it came in the last step, which is finished; there was nothing left to stop\n\
                 the database is at b\n";
    assert!(rest.contains(words), "{rest}");
}

/// A second Ctrl-C ends the process; the database rolls the step back, or ends it with its record.
fn a_second_signal_ends_the_process<D: Holds>() {
    let database = D::create();
    let (mut running, hold) = in_the_held_step(&database, &["upgrade"]);
    running.send("-INT");
    running.line_with(&["Ctrl-C: heard", "A second one ends this program at once"]);
    running.send("-INT");
    // The step is still held: it is not waited for.
    assert_eq!(running.end().0, Some(130));
    D::let_go(hold);
    // A server may be at it still, with the lock held.
    let output = run(&database, &["upgrade", "--lock-timeout", "60"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert_eq!(run(&database, &["check"]).status.code(), Some(0));
    let rows = D::texts(
        &mut database.connect(),
        "SELECT CAST(count(*) AS CHAR(1)) AS text FROM one",
    );
    assert_eq!(rows, ["1"]);
}

/// `upgrade 2>&1 | head -1`: the run goes on.
fn a_reader_that_goes_away<D: Holds>() {
    let database = D::create();
    let (running, hold) = in_the_held_step(&database, &["upgrade"]);
    let mut child = running.stop_reading();
    drop(child.stdout.take());
    D::let_go(hold);
    assert_eq!(child.wait().expect("an end").code(), Some(0));
    assert_eq!(out(&run(&database, &["current"])), "c (head)\n");
}

/// While another process is at work, one that waits can be stopped, and one that only looks is not kept
/// waiting.
fn a_signal_while_waiting<D: Holds>() {
    let database = D::create();
    let (first, hold) = in_the_held_step(&database, &["upgrade"]);
    let mut second = Running::start(&mut Running::command(&database, &["upgrade"]));
    second.line_with(&["WARN  [migrate] Waiting for another process"]);
    second.send("-TERM");
    assert_eq!(second.end().0, Some(143));
    assert_eq!(run(&database, &["check"]).status.code(), Some(3));
    D::let_go(hold);
    assert_eq!(first.end().0, Some(0));
    assert_eq!(run(&database, &["check"]).status.code(), Some(0));
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
    postgres_a_terminal_that_closes = a_signal_stops_after_the_step::<Postgres>("-HUP", 129, "SIGHUP (the terminal was closed): stopped");
    #[ignore = "needs a PostgreSQL server: tests/run"]
    postgres_ctrl_c_twice = a_second_signal_ends_the_process::<Postgres>();
    #[ignore = "needs a PostgreSQL server: tests/run"]
    postgres_ctrl_c_while_waiting = a_signal_while_waiting::<Postgres>();
}

tests_on! { Mysql;
    #[ignore = "needs a MariaDB server: tests/run"]
    mysql_ctrl_c = a_signal_stops_after_the_step::<Mysql>("-INT", 130, "Ctrl-C: stopped");
    #[ignore = "needs a MariaDB server: tests/run"]
    mysql_a_terminal_that_closes = a_signal_stops_after_the_step::<Mysql>("-HUP", 129, "SIGHUP (the terminal was closed): stopped");
    #[ignore = "needs a MariaDB server: tests/run"]
    mysql_ctrl_c_twice = a_second_signal_ends_the_process::<Mysql>();
    #[ignore = "needs a MariaDB server: tests/run"]
    mysql_ctrl_c_while_waiting = a_signal_while_waiting::<Mysql>();
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

/// The lists do without a database that is not there, and make no file.
#[test]
fn lists_of_a_database_that_is_not_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("shop.db");
    let missing = format!("sqlite:///{}", file.display());
    let down = "postgres://ada:hunter2@localhost:1/shop";
    for (dialect, url, is_told) in [("sqlite", &*missing, false), ("postgres", down, true)] {
        let said = |arguments: &[&str]| {
            let output = application(dialect, url, arguments).output();
            output.expect("the application runs")
        };
        for (arguments, listed) in [
            (&["history"][..], "b -> c (head), message of c\n"),
            (&["show", "b"], "Rev:    b\n"),
            (&["branches"], ""),
        ] {
            let output = said(arguments);
            assert!(out(&output).starts_with(listed), "{}", out(&output));
            let note = "note: where the database is can't be shown: `postgresql://ada@localhost:1/shop` \
                        can't be reached: ";
            let told = err(&output);
            assert_eq!(told.starts_with(note), is_told, "{told}");
            let is_silent = told.is_empty() || told.starts_with("no branches: ");
            assert!(is_told || is_silent, "{told}");
            assert!(!told.contains("hunter2"), "{told}");
            let quiet = said(&[arguments, &["--quiet"]].concat());
            assert_eq!((out(&quiet), err(&quiet)), (out(&output), String::new()));
        }
        assert_eq!(err(&said(&["heads"])), "");
        for arguments in [&["history", "-r", "current:"][..], &["show", "current"]] {
            let output = said(arguments);
            assert_eq!(output.status.code(), Some(1));
            let words = "error: `current` is where a database is, and there is none to look at\n";
            assert!(err(&output).contains(words), "{}", err(&output));
        }
    }
    assert!(!file.exists());
    // A script for a database that was named does not begin at the base because it is down.
    let output = application("postgres", down, &["upgrade", "--sql"]).output();
    let output = output.expect("the application runs");
    assert_eq!(
        (output.status.code(), out(&output)),
        (Some(1), String::new())
    );
}

/// `reset` asks on a terminal, here one that `script` (util-linux) makes: what is typed decides.
#[test]
#[cfg(target_os = "linux")]
fn sqlite_a_question_on_a_terminal() {
    use std::io::Write;
    let answered = |typed: &str| {
        let database = Sqlite::create();
        run(&database, &["upgrade", "a"]);
        let program = env!("CARGO_BIN_EXE_application");
        let command = format!("{program} --url {} reset", url(&database));
        let mut child = Command::new("script")
            .args(["--quiet", "--return", "--command", &command, "/dev/null"])
            .env("MIGRATE_TEST_DIALECT", "sqlite")
            .env_remove("MIGRATE_PRODUCTION")
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("`script` of util-linux makes a terminal");
        let mut keyboard = child.stdin.take().expect("a pipe");
        keyboard.write_all(typed.as_bytes()).expect("it is typed");
        drop(keyboard);
        let output = child.wait_with_output().expect("an end");
        let current = out(&run(&database, &["current"]));
        (output.status.code(), out(&output), current)
    };
    let question =
        "undo 1 revision of this database, with all data, and apply everything again? [y/N]";
    for yes in ["y\n", "yes\n"] {
        let (code, said, current) = answered(yes);
        assert!(said.contains(question), "{said}");
        assert_eq!((code, current.as_str()), (Some(0), "c (head)\n"), "{said}");
    }
    for no in ["n\n", "\n", "yesterday\n"] {
        let (code, said, current) = answered(no);
        assert!(said.contains(question), "{said}");
        assert!(said.contains("nothing was done"), "{said}");
        assert_eq!((code, current.as_str()), (Some(6), "a\n"), "{said}");
    }
    // Ctrl-D, or a terminal without anybody at it.
    let (code, said, current) = answered("");
    assert_eq!((code, current.as_str()), (Some(6), "a\n"), "{said}");
}
