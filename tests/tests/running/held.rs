//! Steps that are kept from ending, as long as a test wants.

use super::{application, run, url};
use diesel::connection::SimpleConnection;
use diesel::{MysqlConnection, PgConnection};
use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command};
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

/// What ends a test that waits for something that does not come.
const WATCHDOG: Duration = Duration::from_secs(120);

/// A database on which the application's second step can be kept from ending.
pub trait Holds: TestDatabase {
    /// What keeps it, until it is let go.
    type Hold;
    fn hold(&self) -> Self::Hold;
    fn let_go(hold: Self::Hold);
}

impl Holds for Sqlite {
    type Hold = PathBuf;
    fn hold(&self) -> PathBuf {
        let gate = gate(self);
        std::fs::write(&gate, "").expect("a file");
        gate
    }
    fn let_go(gate: PathBuf) {
        std::fs::remove_file(gate).expect("the file is there");
    }
}

impl Holds for Postgres {
    type Hold = PgConnection;
    fn hold(&self) -> PgConnection {
        let mut other = self.connect();
        let lock = "SET application_name = 'shell of ada'; BEGIN; \
                    SELECT * FROM one; LOCK TABLE one IN ROW SHARE MODE; \
                    LOCK TABLE one IN ACCESS EXCLUSIVE MODE";
        other.batch_execute(lock).expect("a lock");
        other
    }
    fn let_go(mut other: PgConnection) {
        other.batch_execute("COMMIT").expect("no lock");
    }
}

impl Holds for Mysql {
    type Hold = MysqlConnection;
    fn hold(&self) -> MysqlConnection {
        let mut other = self.connect();
        other
            .batch_execute("LOCK TABLES one WRITE")
            .expect("a lock");
        other
    }
    fn let_go(mut other: MysqlConnection) {
        other.batch_execute("UNLOCK TABLES").expect("no lock");
    }
}

fn gate<D: TestDatabase>(database: &D) -> PathBuf {
    PathBuf::from(format!("{}.gate", database.url()))
}

/// An application that runs, with what it says.
pub struct Running {
    pub child: Child,
    said: BufReader<ChildStderr>,
    _watchdog: Sender<()>,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.spawn().expect("the application starts");
        let (watchdog, is_over) = channel();
        let id = child.id();
        std::thread::spawn(move || {
            if is_over.recv_timeout(WATCHDOG) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
            }
        });
        Running {
            said: BufReader::new(child.stderr.take().expect("a pipe")),
            child,
            _watchdog: watchdog,
        }
    }

    /// The command on this database, which shows life at once.
    pub fn command<D: TestDatabase>(database: &D, arguments: &[&str]) -> Command {
        let mut command = application(D::NAME, &url(database), arguments);
        if D::NAME == "sqlite" {
            command.env("MIGRATE_TEST_GATE", gate(database));
        }
        command
    }

    /// Reads this much, which is what the application says next.
    pub fn expect(&mut self, text: &str) {
        let mut said = vec![0; text.len()];
        self.said.read_exact(&mut said).expect("more is said");
        assert_eq!(String::from_utf8_lossy(&said), text);
    }

    /// Reads up to a line that has all of these words, and returns it.
    pub fn line_with(&mut self, words: &[&str]) -> String {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            let read = self.said.read_line(&mut line).expect("text");
            assert!(read > 0, "no line has {words:?} in {lines:#?}");
            if words.iter().all(|word| line.contains(word)) {
                return line;
            }
            lines.push(line);
        }
    }

    /// Does without what it says from now on.
    pub fn stop_reading(self) -> Child {
        self.child
    }

    pub fn send(&self, signal: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits for the end, and returns the exit code and the rest of what was said.
    pub fn end(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.said.read_to_string(&mut rest).expect("text");
        (self.child.wait().expect("an end").code(), rest)
    }
}

/// Starts an upgrade, and returns when its second step has begun, which does not end before it is let go.
pub fn in_the_held_step<D: Holds>(database: &D, arguments: &[&str]) -> (Running, D::Hold) {
    run(database, &["upgrade", "a"]);
    let hold = database.hold();
    let mut running = Running::start(&mut Running::command(database, arguments));
    running.expect("INFO  [migrate] Running upgrade a -> b");
    (running, hold)
}
