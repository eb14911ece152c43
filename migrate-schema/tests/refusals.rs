//! The lists of what the engines refuse (`refusals/*.tsv`) against what the model says of their
//! snippets: see `refusals/README.md`. Whether the snippets are true is asked of the servers in
//! `tests/tests/refusals.rs`.
use migrate_schema::{Fault, faults_of, faults_of_mariadb};
use migrate_sql::Dialect;
use migrate_sql::Severity;
use migrate_sql::{Analysis, Problem, analyse, analyse_for_mariadb};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn postgres() {
    compare("postgres", of(Dialect::Postgres));
}

#[test]
fn sqlite() {
    compare("sqlite", of(Dialect::Sqlite));
}

#[test]
fn mysql() {
    compare("mysql", of(Dialect::Mysql));
}

/// What both servers refuse is found where the server is known to be MariaDB, too.
#[test]
fn mysql_on_mariadb() {
    let mut wrong = Vec::new();
    each("mysql", |refusal, text| {
        wrong.extend(judged(refusal, text, on_mariadb).filter(|_| refusal.verdict == "found"));
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mariadb() {
    compare("mariadb", on_mariadb);
    is_passed_over("mariadb");
}

/// Nothing says of a server that it is MySQL, so that what it refuses alone is unknown.
#[test]
fn mysql_alone() {
    compare("mysql_alone", of(Dialect::Mysql));
}

/// What the check says of a script.
struct Answers {
    /// Where its last statement begins; `None` where it has none.
    last: Option<usize>,
    /// Where something is wrong, and what.
    said: Vec<(usize, String)>,
}

/// The check of a dialect.
fn of(dialect: Dialect) -> impl Fn(&str) -> Answers {
    move |text| answers(&analyse(text, dialect), || faults_of(text, dialect))
}

/// The check of a directory that says `mariadb = true`.
fn on_mariadb(text: &str) -> Answers {
    answers(&analyse_for_mariadb(text), || faults_of_mariadb(text))
}

fn answers(analysis: &Analysis, faults: impl FnOnce() -> Vec<Fault>) -> Answers {
    // That a statement could not be read is no more than a note.
    let is_error = |problem: &&Problem| problem.severity == Severity::Error;
    let problems = analysis.problems.iter().filter(is_error);
    let problems: Vec<_> = problems
        .map(|problem| (problem.span.start, problem.message.clone()))
        .collect();
    // What can't be parsed is not read by the model.
    let faults = match problems.is_empty() {
        true => faults(),
        false => Vec::new(),
    };
    let faults = faults.into_iter();
    let faults = faults.map(|fault| (fault.span.range().start, fault.message));
    Answers {
        last: analysis.statements.last().map(|last| last.span.start),
        said: problems.into_iter().chain(faults).collect(),
    }
}

/// What one server refuses alone, the other may take: the check of both is silent.
fn is_passed_over(list: &str) {
    let mut wrong = Vec::new();
    each(list, |refusal, text| {
        // MySQL has no sequences.
        if text.contains("CREATE SEQUENCE") {
            return;
        }
        let said = of(Dialect::Mysql)(text).said;
        let said = said.first();
        wrong.extend(said.map(|(_, message)| format!("{}: {message}", refusal.snippet)));
    });
    assert!(
        wrong.is_empty(),
        "said of both servers: {}",
        wrong.join("\n")
    );
}

/// Does something with each snippet of a list.
fn each(list: &str, mut with: impl FnMut(&Refusal<'_>, &str)) {
    let root = root();
    let text = fs::read_to_string(root.join(format!("{list}.tsv"))).expect("a list");
    for refusal in text.lines().filter_map(read) {
        if !refusal.snippet.is_empty() {
            let path = root.join(list).join(format!("{}.sql", refusal.snippet));
            with(&refusal, &fs::read_to_string(path).expect("its snippet"));
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/refusals")
}

/// A line of a list.
struct Refusal<'t> {
    verdict: &'t str,
    message: &'t str,
    snippet: &'t str,
}

fn compare(engine: &str, check: impl Fn(&str) -> Answers) {
    let root = root();
    let list = fs::read_to_string(root.join(format!("{engine}.tsv"))).expect("a list");
    let refusals: Vec<Refusal<'_>> = list.lines().filter_map(read).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unread = snippets(&root.join(engine));
    let mut verdicts: BTreeMap<&str, &str> = BTreeMap::new();
    let mut wrong = Vec::new();
    for refusal in &refusals {
        *counts.entry(refusal.verdict).or_default() += 1;
        unread.remove(refusal.snippet);
        wrong.extend(misplaced(refusal));
        if refusal.snippet.is_empty() {
            continue;
        }
        let known = verdicts.insert(refusal.snippet, refusal.verdict);
        if known.is_some_and(|known| known != refusal.verdict) {
            wrong.push(format!("{}: has two verdicts", refusal.snippet));
        }
        let path = root.join(engine).join(format!("{}.sql", refusal.snippet));
        match fs::read_to_string(&path) {
            Ok(text) => wrong.extend(judged(refusal, &text, &check)),
            Err(_) => wrong.push(format!("{}: there is no such snippet", refusal.snippet)),
        }
    }
    wrong.extend(unread.iter().map(|name| format!("{name}: is in no line")));
    println!("{engine}: {counts:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn read(line: &str) -> Option<Refusal<'_>> {
    let is_comment = line.is_empty() || line.starts_with('#');
    if is_comment {
        return None;
    }
    let columns: Vec<&str> = line.split('\t').collect();
    let [verdict, source, message, snippet] = columns[..] else {
        panic!("a line has four columns: {line}");
    };
    assert!(!source.is_empty() && !message.is_empty(), "{line}");
    Some(Refusal {
        verdict,
        message,
        snippet,
    })
}

/// Says what is wrong with a line by itself.
fn misplaced(refusal: &Refusal<'_>) -> Option<String> {
    let message = refusal.message;
    match (refusal.verdict, refusal.snippet.is_empty()) {
        ("found", true) => Some(format!("{message}: what is found needs a snippet")),
        ("out of reach", false) => Some(format!("{message}: what has a snippet is within reach")),
        ("found" | "unknown" | "out of reach", _) => None,
        (verdict, _) => Some(format!("{message}: `{verdict}` is not a verdict")),
    }
}

/// Says where the verdict on a snippet is not what the check says of it.
fn judged(refusal: &Refusal<'_>, text: &str, check: impl Fn(&str) -> Answers) -> Option<String> {
    let name = refusal.snippet;
    let Answers { last, said } = check(text);
    let Some(last) = last else {
        return Some(format!("{name}: has no statement"));
    };
    if let Some((_, message)) = said.iter().find(|(start, _)| *start < last) {
        return Some(format!("{name}: false alarm before the end: {message}"));
    }
    match (refusal.verdict, said.first()) {
        ("found", None) => Some(format!("{name}: is not found")),
        ("unknown", Some((_, message))) => Some(format!("{name}: is found: {message}")),
        _ => None,
    }
}

/// The names of the snippets in a folder.
fn snippets(folder: &Path) -> BTreeSet<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return BTreeSet::new();
    };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names = names.map(|name| name.strip_suffix(".sql").unwrap_or(&name).to_owned());
    names.collect()
}
