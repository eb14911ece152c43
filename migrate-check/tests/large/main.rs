//! Whatever is large about a script, the check gets through it, in a time that grows with the size.
//!
//! `MIGRATE_LARGE=n` instead goes through every shape once, `n` times as large, and prints how long
//! each takes; with `MIGRATE_LARGE_ONLY=words` only those whose name or dialect has the words.
mod clock;
mod shapes;

use clock::cpu_time;
use migrate_check::diagnostic::codes;
use migrate_check::{AnalysisCache, Dialect, Options, Outcome, SealOptions, check_again, seal};
use shapes::{Revision, SHAPES, Shape, directory};
use std::cell::RefCell;
use std::time::Duration;

#[derive(Default)]
struct Memory(RefCell<Option<Vec<u8>>>);

impl AnalysisCache for Memory {
    fn load(&self) -> Option<Vec<u8>> {
        self.0.borrow().clone()
    }

    fn store(&self, analyses: &[u8]) {
        self.0.replace(Some(analyses.to_vec()));
    }
}

/// All that is done with a chain: it is checked, checked again after an edit with what was kept,
/// sealed, and checked with the lock.
fn everything(dialect: Dialect, mut revisions: Vec<Revision>, name: &str) {
    let options = Options::default();
    let memory = Memory::default();
    let dir = directory(dialect, &revisions);
    assert_fine(&check_again(&dir, &options, &memory), name);
    let sealing = seal(&dir, &options, revisions.len() - 1, SealOptions::default());
    let lock = sealing
        .text
        .unwrap_or_else(|| panic!("{name}: {:?}", sealing.diagnostics));
    revisions.push(Revision {
        up: "SELECT 1;".to_owned(),
        down: "SELECT 2;".to_owned(),
    });
    let dir = directory(dialect, &revisions);
    assert_fine(&check_again(&dir, &options, &memory), name);
    let dir = dir.file(migrate_check::LOCK_FILE, lock);
    assert_fine(&check_again(&dir, &options, &Memory::default()), name);
}

/// No errors: the servers accept all of it, but for limits of their own that we don't know.
fn assert_fine(outcome: &Outcome, name: &str) {
    let mut found = outcome.diagnostics.iter();
    let wrong = found.find(|it| it.is_error() || it.code == codes::NOT_REPLAYED);
    assert!(wrong.is_none(), "{name}: {wrong:?}");
}

fn wanted() -> impl Iterator<Item = (Dialect, &'static Shape, String)> {
    let only = std::env::var("MIGRATE_LARGE_ONLY").unwrap_or_default();
    let of_dialects = |shape: &'static Shape| shape.dialects.iter().map(move |own| (*own, shape));
    let all = SHAPES.iter().flat_map(of_dialects);
    let named = all.map(|(dialect, shape)| {
        (
            dialect,
            shape,
            format!("{}, {}", shape.name, dialect.name()),
        )
    });
    named.filter(move |(_, _, name)| name.contains(&only))
}

fn time(dialect: Dialect, shape: &Shape, n: usize, name: &str) -> Duration {
    let revisions = (shape.chain)(dialect, n);
    let start = cpu_time();
    everything(dialect, revisions, name);
    cpu_time() - start
}

#[test]
fn four_times_the_size_takes_no_more_than_six_times_as_long() {
    /// So often it may be the machine's fault.
    const ATTEMPTS: usize = 5;
    let factor = std::env::var("MIGRATE_LARGE").ok();
    if let Some(factor) = factor {
        return by_hand(factor.parse().expect("a number"));
    }
    let mut slow = Vec::new();
    for (dialect, shape, name) in wanted() {
        let n = shape.size;
        let mut small = Duration::MAX;
        let mut large = Duration::MAX;
        let mut ratio = f64::MAX;
        for _ in 0..ATTEMPTS {
            small = small.min(time(dialect, shape, n, &name));
            large = large.min(time(dialect, shape, n * 4, &name));
            ratio = large.as_secs_f64() / small.as_secs_f64();
            if ratio <= 6.0 {
                break;
            }
        }
        println!("{ratio:5.1} {small:>9.1?} {large:>9.1?} {name} ({n})");
        if ratio > 6.0 {
            slow.push(format!("{name}: {small:?}, four times as large {large:?}"));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}

/// Goes through every shape once, so many times as large.
fn by_hand(factor: usize) {
    for (dialect, shape, name) in wanted() {
        let n = shape.size * factor;
        let all = (shape.chain)(dialect, n);
        let bytes: usize = all.iter().map(|one| one.up.len() + one.down.len()).sum();
        let time = time(dialect, shape, n, &name);
        println!("{time:>9.1?} {name} ({n}, {} kB)", bytes / 1000);
    }
}
