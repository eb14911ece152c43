//! Whatever a script holds, the check ends, and its model does not break down.
//!
//! `texts` takes the project's own scripts apart and puts their tokens together at random: most of
//! that is no SQL, and is for the parsers. `chains` leaves the statements whole, but for names, and puts
//! them into chains at random: that is for the model. Each checks a number of chains, and `MIGRATE_FUZZ_TIMES`
//! as many (`tests/run` asks for more), from `MIGRATE_FUZZ_SEED`, which a failure names.
mod chains;
mod random;
mod scripts;
mod texts;

use random::Random;

/// What a run came to.
struct Count {
    chains: u64,
    /// The numbers that the checks returned, in all.
    found: usize,
}

/// Checks so many chains, or the multiple that is asked for, each from a seed of its own.
fn run(chains: u64, mut check_once: impl FnMut(&mut Random, u64) -> usize) -> Count {
    let number = |name: &str, default: u64| {
        let given = std::env::var(name).ok();
        given.map_or(default, |text| text.parse().expect("a number"))
    };
    let chains = chains * number("MIGRATE_FUZZ_TIMES", 1);
    let first = number("MIGRATE_FUZZ_SEED", 1);
    let mut count = Count {
        chains: 0,
        found: 0,
    };
    while count.chains < chains {
        let seed = first + count.chains;
        count.found += check_once(&mut Random::new(seed), seed);
        count.chains += 1;
    }
    count
}
