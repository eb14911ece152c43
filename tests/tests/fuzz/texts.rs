//! Scripts of tokens at random: mostly broken ones.
use crate::random::Random;
use crate::scripts::{own_scripts, pieces};
use crate::{Count, run};
use migrate_check::codes;
use migrate_check::diagnostic::{Style, render};
use migrate_check::source::MemoryDir;
use migrate_check::{Dialect, Options, check};

/// So many are checked without more being asked for.
const CHAINS: u64 = 150;

#[test]
fn random_scripts_do_not_break_the_check() {
    let all = own_scripts();
    let scripts: Vec<String> = all.into_iter().map(|(_, text)| text).collect();
    assert!(scripts.len() > 50, "only {} scripts found", scripts.len());
    let Count { chains, found } = run(CHAINS, |random, seed| check_once(&scripts, random, seed));
    eprintln!("fuzz: {chains} chains of random tokens, {found} diagnostics");
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
        assert!(
            shown.contains(diagnostic.code.name()),
            "MIGRATE_FUZZ_SEED={seed}"
        );
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
