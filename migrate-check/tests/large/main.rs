//! Whatever is large about a chain, the check gets through it with work that grows with the size.
//!
//! Work is counted in allocations, which other processes on the machine have no part in: how often
//! memory is asked for, and for how much. `MIGRATE_LARGE=n` instead goes through every shape once, `n`
//! times as large, and prints how long each takes; with `MIGRATE_LARGE_ONLY=words` only those whose
//! name or dialect has the words.
mod shapes;

use migrate_check::{
    AnalysisCache, Dialect, Options, Outcome, SealOptions, check_again, codes, seal,
};
use shapes::{Revision, Shape, directory};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use std::cell::RefCell;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What a check of a chain four times as large may take: 4 would be in proportion, 16 the square.
const MOST: f64 = 6.0;

/// Chains in which parts are added to one table (or enum), and what four times as many may take: each
/// statement copies the table, or asks for memory for each of its parts. That is a square, if a flat
/// one. What is mended has to leave the list.
const SQUARES: &[(&str, f64)] = &[
    ("checks added one by one, mysql", 12.0),
    ("columns added one by one, mysql", 12.0),
    ("columns renamed, mysql", 12.0),
    ("foreign keys added one by one, mysql", 12.0),
    ("partitions, postgres", 10.0),
    ("values added to an enum, postgres", 9.0),
];

/// What is no square any more: well below [`MOST`], so that a change elsewhere does not decide it.
const MENDED: f64 = 5.0;

/// What was asked of the allocator.
#[derive(Clone, Copy, Debug)]
struct Work {
    allocations: usize,
    bytes: usize,
}

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

#[test]
fn four_times_the_size_takes_no_more_than_six_times_the_work() {
    if let Ok(factor) = std::env::var("MIGRATE_LARGE") {
        return by_hand(factor.parse().expect("a number"));
    }
    let mut superlinear = Vec::new();
    for (dialect, shape, name) in wanted() {
        let small = work(dialect, shape, shape.size, &name);
        let large = work(dialect, shape, shape.size * 4, &name);
        let ratio = large.ratio(small);
        println!("{ratio:5.2} {small:?} {large:?} {name} ({})", shape.size);
        let square = SQUARES.iter().find(|(square, _)| *square == name);
        if ratio > square.map_or(MOST, |(_, most)| *most) {
            superlinear.push(format!("{name}: {small:?}, four times as large {large:?}"));
        }
        if ratio < MENDED && square.is_some() {
            superlinear.push(format!("{name}: is mended, take it from the list"));
        }
    }
    assert!(superlinear.is_empty(), "{superlinear:#?}");
}

impl Work {
    /// How many times as much it is, by the measure by which it is more.
    fn ratio(self, small: Self) -> f64 {
        let ratio = |large: usize, small: usize| large as f64 / small as f64;
        let allocations = ratio(self.allocations, small.allocations);
        allocations.max(ratio(self.bytes, small.bytes))
    }
}

fn work(dialect: Dialect, shape: &Shape, n: usize, name: &str) -> Work {
    let revisions = (shape.chain)(dialect, n);
    let region = Region::new(ALLOCATOR);
    everything(dialect, revisions, name);
    let stats = region.change();
    Work {
        allocations: stats.allocations + stats.reallocations,
        bytes: stats.bytes_allocated,
    }
}

/// Goes through every shape once, so many times as large.
fn by_hand(factor: usize) {
    for (dialect, shape, name) in wanted() {
        let n = shape.size * factor;
        let revisions = (shape.chain)(dialect, n);
        let texts = revisions.iter();
        let bytes: usize = texts.map(|one| one.up.len() + one.down.len()).sum();
        let start = Instant::now();
        everything(dialect, revisions, &name);
        let time = start.elapsed();
        println!("{time:>9.1?} {name} ({n}, {} kB)", bytes / 1000);
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
    let all = shapes::all().flat_map(of_dialects);
    let named = all.map(|(dialect, shape)| {
        (
            dialect,
            shape,
            format!("{}, {}", shape.name, dialect.name()),
        )
    });
    named.filter(move |(_, _, name)| name.contains(&only))
}
