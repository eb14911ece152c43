//! Chains of whole statements at random: mostly SQL, of which much is refused.
use crate::random::Random;
use crate::run;
use crate::scripts::{own_scripts, pieces};
use migrate_check::codes;
use migrate_check::diagnostic::{Code, Style, render};
use migrate_check::source::MemoryDir;
use migrate_check::{
    AnalysisCache, Dialect, LOCK_FILE, Options, Outcome, SealOptions, check, check_again, seal,
};
use migrate_sql::analyse;
use std::cell::RefCell;
use std::collections::BTreeMap;

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

/// The statements of each script that is SQL as a whole.
type Scripts = Vec<Vec<String>>;

#[test]
fn random_chains_do_not_break_the_model() {
    /// So many that each dialect has its turns.
    const LEAST: u64 = 40;
    let scripts: Vec<(Dialect, Scripts)> = Dialect::ALL.map(|it| (it, scripts_of(it))).to_vec();
    for (dialect, scripts) in &scripts {
        let count = scripts.len();
        assert!(count > 15, "only {count} scripts of {dialect}");
    }
    let mut seen: BTreeMap<&str, BTreeMap<Code, usize>> = BTreeMap::new();
    let count = run(LEAST, |random, seed| {
        let (dialect, scripts) = random.of(&scripts);
        let found = check_once(*dialect, scripts, random, seed);
        let seen = seen.entry(dialect.name()).or_default();
        let all = found.len();
        for code in found {
            *seen.entry(code).or_default() += 1;
        }
        all
    });
    eprintln!(
        "fuzz: {} chains of random statements, {seen:#?}",
        count.chains
    );
    // That it is the model that was asked, and not the parsers.
    for (dialect, _) in &scripts {
        let codes = &seen[dialect.name()];
        assert!(
            codes.contains_key(&codes::UNKNOWN_TABLE),
            "{dialect}: {codes:?}"
        );
    }
}

/// The project's scripts that are SQL of a dialect, and are not for another.
fn scripts_of(dialect: Dialect) -> Scripts {
    let mut scripts = Scripts::new();
    for (path, text) in own_scripts() {
        let path = path.to_string_lossy();
        let mut others = Dialect::ALL.iter().filter(|other| **other != dialect);
        if others.any(|other| path.contains(other.name())) {
            continue;
        }
        let analysis = analyse(&text, dialect);
        if analysis.problems.is_empty() && !analysis.statements.is_empty() {
            let statements = analysis.statements.iter();
            let statements = statements.map(|one| text[one.span.clone()].to_owned());
            scripts.push(statements.collect());
        }
    }
    scripts
}

/// Does all that is done with a chain, and returns the codes of what was found.
fn check_once(dialect: Dialect, scripts: &Scripts, random: &mut Random, seed: u64) -> Vec<Code> {
    let dir = chain(dialect, scripts, random);
    let options = Options::default();
    let memory = Memory::default();
    let outcome = check(&dir, &options);
    // Once to keep what comes of it, once from there.
    for _ in 0..2 {
        let again = check_again(&dir, &options, &memory);
        assert_eq!(
            shown(&again, seed),
            shown(&outcome, seed),
            "MIGRATE_FUZZ_SEED={seed}"
        );
    }
    let how = SealOptions {
        allow_existing: true,
        ..SealOptions::default()
    };
    if let Some(lock) = seal(&dir, &options, random.below(4), how).text {
        let sealed = check(&dir.file(LOCK_FILE, lock), &options);
        shown(&sealed, seed);
        let mut codes = sealed.diagnostics.iter().map(|it| it.code);
        assert!(
            codes.all(|code| code != codes::BAD_LOCK),
            "MIGRATE_FUZZ_SEED={seed}"
        );
    }
    outcome.diagnostics.iter().map(|it| it.code).collect()
}

fn shown(outcome: &Outcome, seed: u64) -> String {
    let mut all = String::new();
    for diagnostic in &outcome.diagnostics {
        let shown = render(&outcome.files, diagnostic, "m", Style::Plain);
        assert_ne!(
            diagnostic.code,
            codes::NOT_REPLAYED,
            "MIGRATE_FUZZ_SEED={seed}: {shown}\n{:#?}",
            outcome.files
        );
        all.push_str(&shown);
    }
    all
}

/// Four revisions, in a line or with two branches in the middle.
fn chain(dialect: Dialect, scripts: &Scripts, random: &mut Random) -> MemoryDir {
    let declared = format!("dialects = [\"{}\"]\n", dialect.name());
    let mut dir = MemoryDir::new().file("migrate.toml", declared);
    let has_branches = random.below(3) == 0;
    let statements = statements(scripts, random);
    let mut statements = &statements[..];
    for n in 1..=4 {
        let revises = match n {
            1 => "[]",
            2 => "[\"1\"]",
            3 if has_branches => "[\"1\"]",
            3 => "[\"2\"]",
            _ if has_branches => "[\"2\", \"3\"]",
            _ => "[\"3\"]",
        };
        let (own, rest) = statements.split_at(match n {
            4 => statements.len(),
            _ => random.below(statements.len() + 1),
        });
        statements = rest;
        let (up, down) = (written(own), written(&undoing(own, scripts, random)));
        dir = dir.file(
            &format!("{n}_r/revision.toml"),
            format!("revises = {revises}\n"),
        );
        dir = dir.file(&format!("{n}_r/up.sql"), up);
        dir = dir.file(&format!("{n}_r/down.sql"), down);
    }
    dir
}

fn written(statements: &[String]) -> String {
    let statements = statements.iter();
    statements.map(|one| format!("{one};\n")).collect()
}

/// The statements of a script or two, with some changes.
fn statements(scripts: &Scripts, random: &mut Random) -> Vec<String> {
    /// Longer chains cost time and find nothing that shorter ones don't.
    const MOST: usize = 40;
    let mut all = random.of::<Vec<String>>(scripts).clone();
    if random.below(2) == 0 {
        all.extend_from_slice(random.of::<Vec<String>>(scripts));
    }
    if all.len() > MOST {
        let start = random.below(all.len() - MOST);
        all = all[start..start + MOST].to_vec();
    }
    for _ in 0..random.below(6) {
        if all.is_empty() {
            break;
        }
        let at = random.below(all.len());
        match random.below(6) {
            0 => drop(all.remove(at)),
            1 => all.insert(at, all[at].clone()),
            2 => {
                let with = random.below(all.len());
                all.swap(at, with);
            }
            3 => {
                let script = random.of::<Vec<String>>(scripts);
                all[at].clone_from(random.of::<String>(script));
            }
            _ => {
                let other = random.below(all.len());
                all[at] = with_another_name(&all[at], &all[other], random);
            }
        }
    }
    all
}

/// A statement with a word of another one, or of its own, for one of its words.
fn with_another_name(statement: &str, other: &str, random: &mut Random) -> String {
    let is_word = |piece: &String| piece.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let words: Vec<String> = pieces(other).into_iter().filter(is_word).collect();
    let mut pieces = pieces(statement);
    let places: Vec<usize> = (0..pieces.len()).filter(|n| is_word(&pieces[*n])).collect();
    if !words.is_empty() && !places.is_empty() {
        let place = *random.of(&places);
        pieces[place].clone_from(random.of(&words));
    }
    pieces.concat()
}

/// A downgrade: sometimes one that undoes some of it, else anything.
fn undoing(statements: &[String], scripts: &Scripts, random: &mut Random) -> Vec<String> {
    if random.below(3) == 0 {
        return self::statements(scripts, random);
    }
    let made = statements.iter().rev().filter_map(|statement| {
        let words: Vec<String> = statement.split_whitespace().map(str::to_owned).collect();
        let create = words.first()?.eq_ignore_ascii_case("create");
        let name = words.get(2)?.split('(').next()?;
        (create && !name.is_empty()).then(|| format!("DROP {} {name}", words[1]))
    });
    let mut made: Vec<String> = made.collect();
    if !made.is_empty() && random.below(3) == 0 {
        let forgotten = random.below(made.len());
        made.remove(forgotten);
    }
    made
}
