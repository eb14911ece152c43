//! Several processes, and connections that get lost.

use super::{history, upgrade, versions};
use migrate_runtime::Migrator;
use migrate_tests::chains::{chain, long_chain, rev};
use migrate_tests::databases::TestDatabase;
use migrate_tests::test_chain;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

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
    let mut processes: Vec<Child> = (0..16).map(start).collect();
    std::thread::sleep(Duration::from_millis(300));
    for process in &mut processes {
        drop(process.stdin.take());
    }
    let mut steps = Vec::new();
    for process in processes {
        let output = process.wait_with_output().expect("wait for the process");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        let printed = String::from_utf8_lossy(&output.stdout);
        steps.extend(printed.lines().map(str::to_owned));
    }
    steps.sort();
    let expected: Vec<String> = (0..12).map(|number| format!("r{number:05}")).collect();
    assert_eq!(steps, expected);
    let connection = &mut database.connect();
    assert_eq!(versions::<D>(connection), expected);
    assert_eq!(history::<D, Twelve>(connection).len(), 12);
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
    let started = Instant::now();
    let mut waits = Waits(0);
    let error = Migrator::<One>::new()
        .lock_timeout(Duration::from_millis(300))
        .observer(&mut waits)
        .run(connection)
        .unwrap_err();
    assert!(
        matches!(error, migrate_runtime::Error::LockTimeout { .. }),
        "{error}"
    );
    assert!(error.to_string().contains("another process"), "{error}");
    assert!(started.elapsed().as_millis() >= 300);
    assert!(waits.0 > 2, "{} waits", waits.0);
    give_back(holder);
    upgrade::<D, One>(connection).unwrap();
    take(holder);
    let migrator = Migrator::<One>::new().lock_timeout(Duration::ZERO);
    assert!(migrator.run(connection).unwrap().steps.is_empty());
}

struct Waits(usize);

impl migrate_runtime::Observer for Waits {
    fn waiting_for_lock(&mut self, _waited: Duration) {
        self.0 += 1;
    }
}
