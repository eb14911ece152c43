//! A step that takes long shows life: its time, its statement, and whom it waits for, which a second
//! connection sees. No test waits for a time: the step is held until the line has come.
#![cfg(unix)]

mod running;

use diesel::connection::SimpleConnection;
use diesel::{Connection, MysqlConnection, PgConnection};
use migrate_runtime::{Migrator, Observer, Part, StepInfo};
use migrate_tests::chains::{chain, rev};
use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use migrate_tests::test_chain;
use running::held::{Holds, Running, in_the_held_step};
use running::{out, run, url};
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Sender, channel};

/// Starts a command that shows life as soon as it can.
fn lively<D: TestDatabase>(database: &D, arguments: &[&str]) -> Running {
    let mut command = Running::command(database, arguments);
    Running::start(command.env("MIGRATE_PROGRESS_SECONDS", "0.01"))
}

/// The server's number of a session.
fn number<D: TestDatabase>(connection: &mut D::Connection) -> String {
    let sql = match D::NAME {
        "postgres" => "SELECT pg_backend_pid()::text AS text",
        _ => "SELECT CAST(CONNECTION_ID() AS CHAR) AS text",
    };
    D::texts(connection, sql).remove(0)
}

fn ends_well(running: Running) {
    let (code, rest) = running.end();
    assert_eq!(code, Some(0), "{rest}");
    assert!(
        rest.contains("INFO  [migrate] Finished upgrade a -> b, message of b ("),
        "{rest}"
    );
}

#[test]
fn sqlite_a_long_step_shows_its_statement() {
    let database = Sqlite::create();
    run(&database, &["upgrade", "a"]);
    let hold = database.hold();
    let mut running = lively(&database, &["upgrade", "b"]);
    let begin = "INFO  [migrate] Still running upgrade a -> b, message of b (";
    let line = running.line_with(&[begin]);
    assert!(line.ends_with("), statement 2 of 3\n"), "{line}");
    running.line_with(&[begin]);
    Sqlite::let_go(hold);
    ends_well(running);
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_long_step_shows_whom_it_waits_for() {
    let database = Postgres::create();
    run(&database, &["upgrade", "a"]);
    let mut hold = database.hold();
    let holder = number::<Postgres>(&mut hold);
    let mut running = lively(&database, &["upgrade", "b"]);
    running.line_with(&[
        "INFO  [migrate] Still running upgrade a -> b, message of b (",
        "), statement 2 of 3: waits for process ",
        &format!("waits for process {holder} ("),
        ", shell of ada, idle in transaction for ",
        "), which holds AccessExclusiveLock on one: SELECT pg_backend_pid()::text AS text",
    ]);
    Postgres::let_go(hold);
    ends_well(running);
}

/// Another session stands before it in the queue: the one at the head of it is named.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_the_head_of_a_queue_is_named() {
    let database = Postgres::create();
    run(&database, &["upgrade", "a"]);
    let mut reader = database.connect();
    let read = "BEGIN; SELECT * FROM one";
    reader.batch_execute(read).expect("rows");
    let head = number::<Postgres>(&mut reader);
    let mut next = database.connect();
    let second = number::<Postgres>(&mut next);
    let waiting = std::thread::spawn(move || next.batch_execute("ALTER TABLE one ADD more INT"));
    let waits =
        format!("SELECT count(*)::text AS text FROM pg_locks WHERE NOT granted AND pid = {second}");
    while Postgres::texts(&mut reader, &waits) != ["1"] {}
    let mut running = lively(&database, &["upgrade", "b"]);
    running.line_with(&[
        "), statement 2 of 3: waits for process ",
        &format!("waits for process {head} ("),
        "which holds AccessShareLock on one",
    ]);
    reader.batch_execute("COMMIT").expect("no lock");
    let altered = waiting.join().expect("no panic");
    altered.expect("a column");
    ends_well(running);
}

/// A wait for a row is one for the transaction that has written it.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_row_is_waited_for() {
    let database = Postgres::create();
    run(&database, &["upgrade", "b"]);
    let mut other = database.connect();
    let write = "BEGIN; UPDATE one SET id = 2";
    other.batch_execute(write).expect("a row");
    let holder = number::<Postgres>(&mut other);
    let mut running = lively(&database, &["downgrade", "a"]);
    running.line_with(&[
        "Still running downgrade b -> a, message of b (",
        &format!("): waits for process {holder} ("),
        "which holds ExclusiveLock on a row of one",
    ]);
    other.batch_execute("COMMIT").expect("no lock");
    assert_eq!(running.end().0, Some(0));
}

/// What waits for another run shows what that is doing, and whom that waits for.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_run_that_waits_shows_the_other() {
    let database = Postgres::create();
    let (first, mut hold) = in_the_held_step(&database, &["upgrade"]);
    let holder = number::<Postgres>(&mut hold);
    let mut second = lively(&database, &["upgrade"]);
    second.line_with(&[
        "INFO  [migrate] Still waiting for another process (",
        "): process ",
        ", active for ",
        "BEGIN; SELECT 1;",
        &format!("; it waits for process {holder} ("),
        "which holds AccessExclusiveLock on one",
    ]);
    Postgres::let_go(hold);
    assert_eq!(first.end().0, Some(0));
    assert_eq!(second.end().0, Some(0));
}

/// There may be no second connection for this user: then the time is all that is shown.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_no_second_connection() {
    let database = Postgres::create();
    run(&database, &["upgrade", "a"]);
    let role = format!("only_one_{}", std::process::id());
    let mut owner = database.connect();
    let create = format!(
        "CREATE ROLE {role} LOGIN CONNECTION LIMIT 1;
         GRANT ALL ON ALL TABLES IN SCHEMA public TO {role};
         GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}"
    );
    owner.batch_execute(&create).expect("a role");
    let place = database.url();
    let (scheme, place) = place.split_once("://").expect("a URL");
    let place = place.split_once('@').map_or(place, |(_, place)| place);
    let url = format!("{scheme}://{role}@{place}");
    PgConnection::establish(&url).expect("one is allowed");
    let hold = database.hold();
    let mut command = running::application("postgres", &url, &["upgrade", "b"]);
    let mut running = Running::start(command.env("MIGRATE_PROGRESS_SECONDS", "0.01"));
    for _ in 0..3 {
        let line = running.line_with(&["Still running upgrade a -> b"]);
        assert!(line.ends_with("), statement 1 of 3\n"), "{line}");
    }
    Postgres::let_go(hold);
    ends_well(running);
    let drop = format!("DROP OWNED BY {role}; DROP ROLE {role}");
    owner.batch_execute(&drop).expect("the role is free");
}

/// MariaDB tells of a metadata lock only with `performance_schema`, which is off by default.
#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_a_long_step_shows_whom_it_waits_for() {
    let database = Mysql::create();
    run(&database, &["upgrade", "a"]);
    let mut hold = database.hold();
    let holder = number::<Mysql>(&mut hold);
    let is_told = Mysql::texts(
        &mut hold,
        "SELECT CAST(@@performance_schema AS CHAR) AS text",
    );
    let mut running = lively(&database, &["upgrade", "b"]);
    let who = match &*is_told[0] {
        "1" => format!("waits for connection {holder} ("),
        _ => format!("waits for a lock, perhaps of connection {holder} ("),
    };
    let line = running.line_with(&[
        "INFO  [migrate] Still running upgrade a -> b, message of b (",
        "), statement 2 of 3: waits for ",
        &who,
        "Sleep for ",
    ]);
    let lock = ", which holds SHARED_NO_READ_WRITE on one";
    assert_eq!(line.contains(lock), is_told[0] == "1", "{line}");
    Mysql::let_go(hold);
    ends_well(running);
}

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_a_row_is_waited_for() {
    let database = Mysql::create();
    run(&database, &["upgrade", "b"]);
    let mut other = database.connect();
    let write = "START TRANSACTION; UPDATE one SET id = 2";
    other.batch_execute(write).expect("a row");
    let holder = number::<Mysql>(&mut other);
    // MySQL tells whose row it is in `performance_schema`, which is on by default there.
    let is_told = Mysql::texts(
        &mut other,
        "SELECT CAST(@@performance_schema OR VERSION() LIKE '%MariaDB%' AS CHAR) AS text",
    );
    let mut running = lively(&database, &["downgrade", "a"]);
    let begin = "Still running downgrade b -> a, message of b (";
    match &*is_told[0] {
        "1" => running.line_with(&[
            begin,
            &format!("): waits for connection {holder} ("),
            "which holds the lock of a row",
        ]),
        _ => running.line_with(&[
            begin,
            &format!("): waits for a lock, perhaps of connection {holder} ("),
        ]),
    };
    other.batch_execute("COMMIT").expect("no lock");
    assert_eq!(running.end().0, Some(0));
}

#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_a_run_that_waits_shows_the_other() {
    let database = Mysql::create();
    let (first, hold) = in_the_held_step(&database, &["upgrade"]);
    let mut second = lively(&database, &["upgrade"]);
    second.line_with(&[
        "INFO  [migrate] Still waiting for another process (",
        "): connection ",
        "Waiting for table metadata lock for ",
        "INSERT INTO one VALUES (1); it waits for ",
    ]);
    Mysql::let_go(hold);
    assert_eq!(first.end().0, Some(0));
    assert_eq!(second.end().0, Some(0));
}

/// A user of one database's owner, with rights on this database and what else is granted.
struct Little {
    owner: MysqlConnection,
    user: String,
    url: String,
}

impl Little {
    fn create(database: &Mysql, also: &str) -> Self {
        let url = database.url();
        let name = url.split('?').next().and_then(|url| url.rsplit('/').next());
        let name = name.expect("a name").to_owned();
        let user = name.replace("migrate_test", "little");
        let mut owner = database.connect();
        let create = format!(
            "CREATE USER {user}@localhost; GRANT ALL ON {name}.* TO {user}@localhost; {also}",
            also = also.replace("?", &format!("{user}@localhost"))
        );
        owner.batch_execute(&create).expect("a user");
        let (scheme, rest) = url.split_once("://").expect("a URL");
        let (_, place) = rest.split_once('@').expect("a login");
        let url = format!("{scheme}://{user}@{place}");
        Little { owner, user, url }
    }

    fn lively(&self, arguments: &[&str]) -> Running {
        let mut command = running::application("mysql", &self.url, arguments);
        Running::start(command.env("MIGRATE_PROGRESS_SECONDS", "0.01"))
    }
}

impl Drop for Little {
    fn drop(&mut self) {
        let drop = format!("DROP USER {}@localhost", self.user);
        let dropped = self.owner.batch_execute(&drop);
        assert!(dropped.is_ok() || std::thread::panicking(), "{dropped:?}");
    }
}

/// A user without any right but those on the database sees that a lock is waited for, and no session of
/// another user.
#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_a_user_who_may_see_little() {
    let database = Mysql::create();
    run(&database, &["upgrade", "a"]);
    let little = Little::create(&database, "");
    let hold = database.hold();
    let mut running = little.lively(&["upgrade", "b"]);
    let line = running.line_with(&["Still running", "Waiting for table metadata lock"]);
    assert!(
        line.ends_with("), statement 2 of 3, Waiting for table metadata lock\n"),
        "{line}"
    );
    Mysql::let_go(hold);
    ends_well(running);
}

/// The sessions and transactions of all users are seen with the right `PROCESS`; on MySQL, whose row is
/// waited for takes a right on `performance_schema`, too.
#[test]
#[ignore = "needs a MariaDB server: tests/run"]
fn mysql_a_user_who_may_see_processes() {
    let database = Mysql::create();
    run(&database, &["upgrade", "b"]);
    let little = Little::create(&database, "GRANT PROCESS ON *.* TO ?");
    let mut other = database.connect();
    let write = "START TRANSACTION; UPDATE one SET id = 2";
    other.batch_execute(write).expect("a row");
    let holder = number::<Mysql>(&mut other);
    let mut running = little.lively(&["downgrade", "a"]);
    let version = Mysql::texts(&mut other, "SELECT VERSION() AS text");
    let who = match version[0].contains("MariaDB") {
        true => format!("): waits for connection {holder} ("),
        false => format!("): waits for a lock, perhaps of connection {holder} ("),
    };
    running.line_with(&["Still running downgrade b -> a, message of b (", &who]);
    other.batch_execute("COMMIT").expect("no lock");
    assert_eq!(running.end().0, Some(0));
}

/// On a terminal the line is written again in its place, and gone when the step has ended.
#[test]
#[cfg(target_os = "linux")]
fn sqlite_a_long_step_on_a_terminal() {
    let database = Sqlite::create();
    run(&database, &["upgrade", "a"]);
    let hold = database.hold();
    let mut begun = on_a_terminal(&database, "upgrade b");
    let mut said = BufReader::new(begun.stdout.take().expect("a pipe"));
    let again = "\r\u{1b}[K\u{1b}[?7lINFO  [migrate] Still running (";
    let mut shown = Vec::new();
    while !String::from_utf8_lossy(&shown).contains(again) {
        let read = said.read_until(b')', &mut shown).expect("text");
        assert!(read > 0, "{:?}", String::from_utf8_lossy(&shown));
    }
    Sqlite::let_go(hold);
    said.read_to_end(&mut shown).expect("text");
    assert!(begun.wait().expect("an end").success());
    let shown = String::from_utf8_lossy(&shown);
    assert!(shown.contains("), statement 2 of 3\u{1b}[?7h"), "{shown:?}");
    assert!(
        shown.contains("\r\u{1b}[KINFO  [migrate] Finished upgrade a -> b"),
        "{shown:?}"
    );
    let quiet = on_a_terminal(&database, "redo --quiet").wait_with_output();
    let quiet = out(&quiet.expect("an end"));
    assert!(!quiet.contains("running"), "{quiet:?}");
}

/// Starts a command on a terminal that `script` (util-linux) makes.
#[cfg(target_os = "linux")]
fn on_a_terminal(database: &Sqlite, more: &str) -> std::process::Child {
    let program = env!("CARGO_BIN_EXE_application");
    let command = format!("{program} --url {} {more}", url(database));
    Command::new("script")
        .args([
            "--quiet",
            "--return",
            "--flush",
            "--command",
            &command,
            "/dev/null",
        ])
        .env("MIGRATE_TEST_DIALECT", "sqlite")
        .env("MIGRATE_TEST_GATE", format!("{}.gate", database.url()))
        .env("MIGRATE_PROGRESS_SECONDS", "0.001")
        .env("TERM", "xterm")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`script` of util-linux makes a terminal")
}

test_chain!(
    Concurrently,
    chain(&[
        rev("a", "CREATE TABLE one (id INT);\n"),
        rev(
            "b",
            "INSERT INTO one VALUES (1);\nCREATE INDEX CONCURRENTLY one_id ON one (id);\n"
        )
        .revises(&["a"])
        .without_transaction(),
    ])
);

/// What an application sees that asks for itself: `CREATE INDEX CONCURRENTLY` waits for whoever has
/// written into the table.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_an_index_that_waits_for_writers() {
    let database = Postgres::create();
    let mut connection = database.connect();
    let migrator = Migrator::<Concurrently>::new().target("a");
    migrator.run(&mut connection).expect("a table");
    let mut writer = database.connect();
    let write = "BEGIN; INSERT INTO one VALUES (0)";
    writer.batch_execute(write).expect("a row");
    let holder = number::<Postgres>(&mut writer);
    let runner = number::<Postgres>(&mut connection);
    let (parts, told) = channel();
    let run = std::thread::spawn(move || {
        let mut parts = Parts(parts);
        let migrator = Migrator::<Concurrently>::new().observer(&mut parts);
        migrator.run(&mut connection).map(|report| report.heads)
    });
    let look = |connection: &mut PgConnection, step: Option<&StepInfo>| {
        Migrator::<Concurrently>::activity(connection, step).expect("it can be asked")
    };
    let (step, part) = told.recv().expect("a part");
    assert_eq!((step.statements, part), (2, Part::Statement(1)));
    assert_eq!(told.recv().expect("another").1, Part::Statement(2));
    let other = &mut database.connect();
    let activity = loop {
        if let Some(seen) = look(other, Some(&step)).filter(|seen| !seen.blockers.is_empty()) {
            break seen;
        }
    };
    assert_eq!(activity.session.id.to_string(), runner);
    assert_eq!(activity.statement, Some(2));
    let progress = activity.progress.as_deref();
    assert_eq!(progress, Some("waiting for writers before build"));
    assert_eq!(activity.blockers[0].session.id.to_string(), holder);
    assert!(activity.blockers[0].is_certain);
    writer.batch_execute("COMMIT").expect("no lock");
    assert_eq!(run.join().expect("no panic").expect("an index"), ["b"]);
    assert_eq!(look(other, None), None);
}

struct Parts(Sender<(StepInfo, Part)>);

impl Observer for Parts {
    fn part_started(&mut self, step: &StepInfo, part: Part) {
        self.0.send((*step, part)).expect("somebody listens");
    }
}
