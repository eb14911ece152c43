//! Several processes, and connections that get lost.

use super::{history, upgrade, versions};
use migrate_runtime::{Error, Migrator};
use migrate_tests::chains::{chain, long_chain, rev};
use migrate_tests::databases::TestDatabase;
use migrate_tests::test_chain;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

test_chain!(Twelve, long_chain(12));

/// Sixteen processes start at once on an empty database: all succeed, and each revision runs once.
pub fn many_processes<D: TestDatabase>() {
    processes(&D::create());
}

/// The same on a database that is there already.
pub fn processes<D: TestDatabase>(database: &D) {
    let start = |_| {
        Command::new(env!("CARGO_BIN_EXE_start_at_once"))
            .args([D::NAME, &database.url()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("start a process")
    };
    let steps = all_at_once((0..16).map(start).collect());
    let expected: Vec<String> = (0..12).map(|number| format!("r{number:05}")).collect();
    assert_eq!(steps, expected);
    let connection = &mut database.connect();
    assert_eq!(versions::<D>(connection), expected);
    assert_eq!(history::<D, Twelve>(connection).len(), 12);
}

/// Starts the processes when all are ready, and returns what they printed then, in order.
pub fn all_at_once(mut processes: Vec<Child>) -> Vec<String> {
    let outputs: Vec<_> = processes
        .iter_mut()
        .map(|process| {
            let mut printed = BufReader::new(process.stdout.take().expect("a pipe"));
            let mut line = String::new();
            printed.read_line(&mut line).expect("text");
            if line != "ready\n" {
                let mut errors = String::new();
                let stderr = process.stderr.as_mut().expect("a pipe");
                stderr.read_to_string(&mut errors).expect("text");
                panic!("not ready: {errors}");
            }
            printed
        })
        .collect();
    for process in &mut processes {
        drop(process.stdin.take());
    }
    let mut steps = Vec::new();
    for (process, printed) in processes.into_iter().zip(outputs) {
        let printed: Vec<String> = printed.lines().map(|line| line.expect("text")).collect();
        let output = process.wait_with_output().expect("wait for the process");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        steps.extend(printed);
    }
    steps.sort();
    steps
}

test_chain!(
    One,
    chain(&[
        rev("a", "SELECT 1;\n"),
        rev("b", "SELECT 1;\n").revises(&["a"])
    ])
);

/// Whoever has something to do waits for the lock, and no longer than it is told to; whoever has
/// nothing to do needs no lock.
pub fn a_lock_that_is_taken<D: TestDatabase>(
    take: impl Fn(&mut D::Connection),
    give_back: impl Fn(&mut D::Connection),
) {
    let database = D::create();
    let (holder, connection) = (&mut database.connect(), &mut database.connect());
    Migrator::<One>::new().target("a").run(connection).unwrap();
    take(holder);
    // It tries again and again, for as long as it may.
    let mut waits = Waits(0);
    let migrator = Migrator::<One>::new().observer(&mut waits);
    let error = migrator.run(connection).unwrap_err();
    assert!(matches!(error, Error::Stopped { .. }), "{error}");
    assert_eq!(waits.0, WAITS);
    let timeout = Duration::from_millis(10);
    let migrator = Migrator::<One>::new().lock_timeout(timeout);
    let error = migrator.run(connection).unwrap_err();
    let Error::LockTimeout { waited, .. } = &error else {
        panic!("{error}");
    };
    assert!(*waited >= timeout, "{waited:?}");
    assert!(
        error.explain().to_string().contains("another process"),
        "{error}"
    );
    give_back(holder);
    upgrade::<D, One>(connection).unwrap();
    take(holder);
    let migrator = Migrator::<One>::new().lock_timeout(Duration::ZERO);
    assert!(migrator.run(connection).unwrap().steps.is_empty());
}

/// So often [`Waits`] lets a run wait.
const WAITS: usize = 5;

struct Waits(usize);

impl migrate_runtime::Observer for Waits {
    fn waiting_for_lock(&mut self, _waited: Duration) {
        self.0 += 1;
    }

    fn should_stop(&mut self) -> bool {
        self.0 == WAITS
    }
}
