//! Whatever a script holds, the check ends, and its model does not break down.
//!
//! Takes the project's own scripts apart and puts their tokens together at random. Runs for
//! `MIGRATE_FUZZ_SECONDS` (2 without it; `tests/run` gives it a minute), from `MIGRATE_FUZZ_SEED`,
//! which a failure names.

use migrate_check::diagnostic::{Style, codes, render};
use migrate_check::source::MemoryDir;
use migrate_check::{Dialect, Options, check};
use std::path::Path;
use std::time::{Duration, Instant};

/// A generator of numbers that are random enough (xorshift64*), the same for one seed.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
        usize::try_from(number).expect("31 bits") % end.max(1)
    }

    fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

#[test]
fn random_scripts_do_not_break_the_check() {
    let number = |name: &str, default: u64| {
        let given = std::env::var(name).ok();
        given.map_or(default, |text| text.parse().expect("a number"))
    };
    let time = Duration::from_secs(number("MIGRATE_FUZZ_SECONDS", 2));
    let seed = number("MIGRATE_FUZZ_SEED", 1);
    let scripts = own_scripts();
    assert!(scripts.len() > 50, "only {} scripts found", scripts.len());
    let started = Instant::now();
    let mut count = 0;
    let mut found = 0;
    while started.elapsed() < time || count == 0 {
        let mut random = Random((seed + count).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        found += check_once(&scripts, &mut random, seed + count);
        count += 1;
    }
    eprintln!("fuzz: {count} chains from seed {seed} on, {found} diagnostics");
    assert!(found > 0, "broken scripts without a single diagnostic");
}

/// Checks a chain of three revisions, and counts what is found.
fn check_once(scripts: &[String], random: &mut Random, seed: u64) -> usize {
    let dialect = *random.of(&Dialect::ALL);
    let options = Options {
        dialects: Some(vec![dialect]),
        ..Options::default()
    };
    let mut dir = MemoryDir::new();
    for revision in ["1_a", "2_b", "3_c"] {
        for script in ["up.sql", "down.sql"] {
            let text = mutated(scripts, random);
            dir = dir.file(&format!("{revision}/{script}"), text);
        }
    }
    let outcome = check(&dir, &options);
    for diagnostic in &outcome.diagnostics {
        assert_ne!(
            diagnostic.code,
            codes::NOT_REPLAYED,
            "MIGRATE_FUZZ_SEED={seed} ({dialect}): {}\n{:#?}",
            diagnostic.message,
            outcome.files
        );
        let shown = render(&outcome.files, diagnostic, "m", Style::Plain);
        assert!(shown.contains(diagnostic.code), "MIGRATE_FUZZ_SEED={seed}");
    }
    outcome.diagnostics.len()
}

/// Some statements of one script or two, with up to four changes.
fn mutated(scripts: &[String], random: &mut Random) -> String {
    let mut pieces = pieces(random.of::<String>(scripts));
    if random.below(3) == 0 {
        pieces.extend(self::pieces(random.of::<String>(scripts)));
    }
    let other = self::pieces(random.of::<String>(scripts));
    // Long scripts cost time and find nothing that short ones don't.
    let longest = 400;
    if pieces.len() > longest {
        let start = random.below(pieces.len() - longest);
        pieces = pieces[start..start + longest].to_vec();
    }
    for _ in 0..random.below(5) {
        if pieces.is_empty() {
            break;
        }
        let at = random.below(pieces.len());
        match random.below(8) {
            0 => drop(pieces.remove(at)),
            1 => pieces.insert(at, pieces[at].clone()),
            2 => {
                let with = random.below(pieces.len());
                pieces.swap(at, with);
            }
            3 => pieces[at] = random.of::<String>(&pieces).clone(),
            4 if !other.is_empty() => pieces[at] = random.of::<String>(&other).clone(),
            5 => pieces.truncate(at),
            6 => {
                let odd = [
                    "(",
                    ")",
                    "'",
                    "\"",
                    ";",
                    "\u{e4}",
                    "NULL",
                    "1e999999999",
                    "$$",
                    "[",
                    "/*",
                ];
                pieces.insert(at, (*random.of(&odd)).to_owned());
            }
            _ => {
                let depth = random.below(300);
                pieces.insert(at, "(".repeat(depth));
            }
        }
    }
    pieces.concat()
}

/// A script in words, signs and white space: together they are the script again.
fn pieces(script: &str) -> Vec<String> {
    let kind = |character: char| match character {
        c if c.is_alphanumeric() || c == '_' => 0,
        c if c.is_whitespace() => 1,
        _ => 2,
    };
    let mut pieces: Vec<String> = Vec::new();
    let mut last = 2;
    for character in script.chars() {
        let this = kind(character);
        match pieces.last_mut() {
            Some(piece) if this == last && this != 2 => piece.push(character),
            _ => pieces.push(character.to_string()),
        }
        last = this;
    }
    pieces
}

/// Every script of the project: goldens, examples.
fn own_scripts() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut scripts = Vec::new();
    for folder in ["migrations", "migrate-check/tests"] {
        add_scripts(&root.join(folder), &mut scripts);
    }
    scripts.sort();
    scripts
}

fn add_scripts(folder: &Path, scripts: &mut Vec<String>) {
    for entry in folder.read_dir().expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            add_scripts(&path, scripts);
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            // Some goldens are no UTF-8 on purpose.
            scripts.extend(std::fs::read_to_string(&path).ok());
        }
    }
}
