//! Random choices that are the same for the same seed.

use std::time::{SystemTime, UNIX_EPOCH};

/// Makes choices.
pub struct Random {
    state: u64,
}

impl Random {
    /// The same seed makes the same choices.
    pub fn new(seed: u64) -> Self {
        let mut random = Self {
            state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        };
        for _ in 0..8 {
            random.below(2);
        }
        random
    }

    /// A number below another.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) % bound
    }

    /// Whether it is the one in so many.
    pub fn one_in(&mut self, number: u64) -> bool {
        self.below(number) == 0
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        let length = u64::try_from(from.len()).expect("a list is not that long");
        let at = usize::try_from(self.below(length)).expect("it is below a length");
        from[at]
    }

    /// So many of these, in any order.
    pub fn some<T: Copy>(&mut self, from: &[T], count: usize) -> Vec<T> {
        let mut left = from.to_vec();
        let mut picked = Vec::new();
        while picked.len() < count && !left.is_empty() {
            let length = u64::try_from(left.len()).expect("a list is not that long");
            let at = usize::try_from(self.below(length)).expect("it is below a length");
            picked.push(left.swap_remove(at));
        }
        picked
    }

    /// A text, in one case of so many.
    pub fn rarely(&mut self, text: &str, one_in: u64) -> String {
        match self.one_in(one_in) {
            true => text.to_owned(),
            false => String::new(),
        }
    }
}

/// Returns the seeds of a run: these, and one that is new each time, which is printed; `SEED` names the
/// only one. With each, whether it is always the same, so that what comes of it can be measured.
pub fn seeds(fixed: std::ops::Range<u64>) -> Vec<(u64, bool)> {
    if let Ok(seed) = std::env::var("SEED") {
        return vec![(seed.parse().expect("`SEED` is a number"), true)];
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let fresh = now.map_or(0, |now| now.as_secs() % 1_000_000);
    println!("the fresh seed is {fresh}");
    let fixed = fixed.map(|seed| (seed, true));
    fixed.chain([(fresh, false)]).collect()
}
