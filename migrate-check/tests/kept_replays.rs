//! A check that starts from what an earlier one kept says what one says that starts from nothing.
use migrate_check::diagnostic::{Style, render};
use migrate_check::source::MemoryDir;
use migrate_check::{
    AnalysisCache, LOCK_FILE, Options, Outcome, SealOptions, check, check_again, seal,
};
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

/// The same numbers in every run.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// A directory that can be edited.
type Files = BTreeMap<String, String>;

fn dir(files: &Files) -> MemoryDir {
    let files = files.iter();
    files.fold(MemoryDir::new(), |dir, (file, text)| dir.file(file, text))
}

fn said(outcome: &Outcome) -> String {
    let rendered = outcome.diagnostics.iter();
    let rendered = rendered.map(|it| render(&outcome.files, it, "migrations", Style::Plain));
    rendered.collect::<Vec<_>>().join("\n")
}

/// Checks with and without what was kept, and compares all that comes of it.
fn compare(files: &Files, memory: &Memory, when: &str) -> String {
    let (dir, options) = (dir(files), Options::default());
    let (fresh, again) = (check(&dir, &options), check_again(&dir, &options, memory));
    let (expected, found) = (said(&fresh), said(&again));
    assert_eq!(found, expected, "{when}");
    assert_eq!(fresh.chain.is_some(), again.chain.is_some(), "{when}");
    if let Some(diesel) = &again.diesel {
        let expected = fresh.diesel.as_ref().expect("it is there too");
        for dialect in expected.dialects() {
            assert_eq!(diesel.text(dialect), expected.text(dialect), "{when}");
        }
    }
    expected
}

const DIALECTS: [&str; 3] = ["postgres", "sqlite", "mysql"];

/// Scripts that are mostly right where they come: table `n`, and things that use an earlier one.
fn scripts(random: &mut Random, n: usize) -> (String, String) {
    // A few tables that much is done to, so that branches are in each other's way.
    let other = random.below(3);
    match if n < 3 { 9 } else { random.below(9) } {
        0 => (
            format!("ALTER TABLE t{other} ADD COLUMN c{n} BIGINT;"),
            format!("ALTER TABLE t{other} DROP COLUMN c{n};"),
        ),
        1 => (
            format!("CREATE INDEX i{n} ON t{other} (a);"),
            "-- It stays.\nSELECT 1;".to_owned(),
        ),
        // The rows are lost: a note.
        2 => (
            format!("DROP TABLE t{other};"),
            format!("CREATE TABLE t{other} (id BIGINT NOT NULL PRIMARY KEY, a BIGINT);"),
        ),
        3 => (
            format!("ALTER TABLE t{other} RENAME TO r{n};"),
            format!("ALTER TABLE r{n} RENAME TO t{other};"),
        ),
        4 => (
            format!("CREATE TABEL t{n} (id BIGINT);"),
            "SELECT 1;".to_owned(),
        ),
        5 => (
            format!("CREATE VIEW v{n} AS SELECT a FROM t{other};"),
            format!("DROP VIEW v{n};"),
        ),
        _ => (
            format!("CREATE TABLE t{n} (id BIGINT NOT NULL PRIMARY KEY, a BIGINT);"),
            format!("DROP TABLE t{n};"),
        ),
    }
}

fn folder(n: usize) -> String {
    format!("{:08}_r{n}", n + 1)
}

fn put(files: &mut Files, n: usize, (up, down): (String, String)) {
    files.insert(format!("{}/up.sql", folder(n)), up);
    files.insert(format!("{}/down.sql", folder(n)), down);
}

fn remove(files: &mut Files, n: usize) {
    let folder = folder(n) + "/";
    files.retain(|file, _| !file.starts_with(&folder));
}

/// Who revises whom: a chain with a branch now and then that is merged again.
fn put_chain(files: &mut Files, count: usize, random: &mut Random) {
    let id = |n: usize| format!("\"{:08}\"", n + 1);
    let mut heads = Vec::new();
    for n in 0..count {
        let revises = match heads.as_slice() {
            [a, b] if random.below(2) == 0 => format!("[{}, {}]", id(*a), id(*b)),
            [] => "[]".to_owned(),
            heads => id(heads[random.below(heads.len())]),
        };
        let branches = heads.len() == 1 && n > 2 && n + 1 < count && random.below(2) == 0;
        heads.retain(|head| !revises.contains(&id(*head)) || branches);
        heads.push(n);
        heads.truncate(3);
        files.insert(
            format!("{}/revision.toml", folder(n)),
            format!("revises = {revises}\n"),
        );
    }
}

fn start(dialect: &str) -> Files {
    let settings = format!("dialects = [\"{dialect}\"]\nmultiple_heads = true\n");
    Files::from([("migrate.toml".to_owned(), settings)])
}

#[test]
fn random_edits_of_a_chain() {
    let mut seen = String::new();
    for (seed, dialect) in (0..12).flat_map(|seed| DIALECTS.map(|dialect| (seed, dialect))) {
        let mut random = Random::new(seed);
        let mut files = start(dialect);
        let (mut count, memory) = (6 + random.below(6), Memory::default());
        for n in 0..count {
            put(&mut files, n, scripts(&mut random, n));
        }
        let has_branches = seed % 2 == 0;
        for step in 0..14 {
            if has_branches {
                put_chain(&mut files, count, &mut Random::new(seed));
            }
            let when = format!("{dialect}, seed {seed}, step {step}");
            seen += &compare(&files, &memory, &when);
            match random.below(8) {
                0 => {
                    put(&mut files, count, scripts(&mut random, count));
                    count += 1;
                }
                1 if count > 2 => {
                    count -= 1;
                    remove(&mut files, count);
                }
                2 => {}
                3 => {
                    let emit = "\n[schema]\nemit = true\n";
                    let settings = files.get_mut("migrate.toml").expect("the settings");
                    match settings.contains(emit) {
                        true => *settings = settings.replace(emit, ""),
                        false => settings.push_str(emit),
                    }
                }
                4 | 5 => put(&mut files, count - 1, scripts(&mut random, count - 1)),
                _ => {
                    let n = random.below(count);
                    put(&mut files, n, scripts(&mut random, n));
                }
            }
        }
    }
    // What is compared is worth it.
    for code in ["unknown-table", "not-reversed", "data-loss", "sql-syntax"] {
        assert!(seen.contains(code), "{code}");
    }
    assert!(seen.contains("dropped by revision"), "{seen}");
}

/// Twelve tables, each a revision.
fn tables(dialect: &str) -> Files {
    let mut files = start(dialect);
    for n in 0..12 {
        let up = format!("CREATE TABLE t{n} (id BIGINT NOT NULL PRIMARY KEY, a BIGINT);");
        put(&mut files, n, (up, format!("DROP TABLE t{n};")));
    }
    files
}

#[test]
fn branches_that_do_not_commute() {
    for dialect in DIALECTS {
        let (mut files, memory) = (tables(dialect), Memory::default());
        let parents = [
            "", "1", "2", "3", "4", "4", "5, 6", "7", "8", "9", "9", "10, 11",
        ];
        for (n, parents) in parents.iter().enumerate() {
            let ids = parents.split(", ").filter(|id| !id.is_empty());
            let ids: Vec<String> = ids.map(|id| format!("\"{id:0>8}\"")).collect();
            let text = format!("revises = [{}]\n", ids.join(", "));
            files.insert(format!("{}/revision.toml", folder(n)), text);
        }
        let change = |n: usize| {
            let up = format!("ALTER TABLE t0 RENAME TO r{n};");
            (up, format!("ALTER TABLE r{n} RENAME TO t0;"))
        };
        assert_eq!(compare(&files, &memory, dialect), "");
        for n in [9, 11, 4, 10, 5, 11, 3] {
            put(&mut files, n, change(n));
            let said = compare(&files, &memory, &format!("{dialect}, {n}"));
            let is_clash = files[&format!("{}/up.sql", folder(5))].contains("RENAME");
            // The third makes both wrong for another reason.
            assert!(
                !is_clash || n == 3 || said.contains("merge-order"),
                "{said}"
            );
            compare(&files, &memory, dialect);
            let table = format!("CREATE TABLE t{n} (id BIGINT NOT NULL PRIMARY KEY, a BIGINT);");
            let keeps = [4, 5].contains(&n);
            if !keeps {
                put(&mut files, n, (table, format!("DROP TABLE t{n};")));
                compare(&files, &memory, dialect);
            }
        }
    }
}

#[test]
fn what_was_sealed_is_read_when_it_is_needed() {
    for dialect in DIALECTS {
        let (mut files, memory) = (tables(dialect), Memory::default());
        compare(&files, &memory, dialect);
        let seal_at = |files: &mut Files, target| {
            let again = SealOptions {
                again: true,
                ..SealOptions::default()
            };
            let text = seal(&dir(files), &Options::default(), target, again).text;
            files.insert(LOCK_FILE.to_owned(), text.expect("a lock"));
        };
        seal_at(&mut files, 7);
        assert_eq!(compare(&files, &memory, dialect), "");
        assert_eq!(compare(&files, &memory, dialect), "");
        for n in [11, 8, 10] {
            let up = format!("CREATE TABLE t{n} (id BIGINT NOT NULL, t2 BIGINT);");
            put(&mut files, n, (up, "DROP TABLE t1;".to_owned()));
            let said = compare(&files, &memory, dialect);
            assert!(said.contains("does not bring back table `t1`"), "{said}");
            put(
                &mut files,
                n,
                ("SELECT 1;".to_owned(), "SELECT 2;".to_owned()),
            );
            compare(&files, &memory, dialect);
        }
        seal_at(&mut files, 9);
        compare(&files, &memory, dialect);
        put(&mut files, 3, ("SELECT 1;".to_owned(), String::new()));
        let said = compare(&files, &memory, dialect);
        assert!(said.contains("sealed-changed"), "{dialect}: {said}");
    }
}

#[test]
fn a_kept_file_that_is_torn_foreign_or_missing_is_as_good_as_none() {
    let mut files = tables("sqlite");
    let memory = Memory::default();
    compare(&files, &memory, "at first");
    let kept = memory.load().expect("what is kept");
    let edit = |files: &mut Files, n: usize| {
        let up = format!("CREATE TABLE t11 (id BIGINT); -- {n}\nDROP TABLE t{n};");
        put(files, 11, (up, "DROP TABLE t11;".to_owned()));
    };
    let step = kept.len() / 100 + 1;
    for at in (0..kept.len()).step_by(step) {
        edit(&mut files, at % 11);
        let mut other = kept.clone();
        other[at] ^= 0x15;
        for bytes in [&kept[..at], &other, &kept[at..]] {
            memory.store(bytes);
            let said = compare(&files, &memory, &format!("at {at}"));
            assert!(said.contains("does not bring back table"), "{said}");
        }
    }
    memory.0.replace(None);
    compare(&files, &memory, "without any");
}
