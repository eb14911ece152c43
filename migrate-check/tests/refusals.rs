//! The lists of what the engines refuse (`refusals/*.tsv`) against what the model says of their
//! snippets: see `refusals/README.md`. Whether the snippets are true is asked of the servers in
//! `tests/tests/refusals.rs`.
use migrate_check::Dialect;
use migrate_check::schema::faults_of;
use migrate_check::sql::analyse;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

#[test]
fn postgres() {
    compare("postgres");
}

#[test]
fn sqlite() {
    compare("sqlite");
}

#[test]
fn mysql() {
    compare("mysql");
}

/// A line of a list.
struct Refusal<'t> {
    verdict: &'t str,
    message: &'t str,
    snippet: &'t str,
}

fn compare(engine: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/refusals");
    let Ok(list) = fs::read_to_string(root.join(format!("{engine}.tsv"))) else {
        println!("there is no list for {engine}");
        assert!(snippets(&root.join(engine)).is_empty());
        return;
    };
    let dialect = Dialect::parse(engine).expect("a list for each dialect");
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
            Ok(text) => wrong.extend(judged(refusal, &text, dialect)),
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
fn judged(refusal: &Refusal<'_>, text: &str, dialect: Dialect) -> Option<String> {
    let name = refusal.snippet;
    let analysis = analyse(text, dialect);
    let last = analysis.statements.last().map(|last| last.span.start);
    let Some(last) = last else {
        return Some(format!("{name}: has no statement"));
    };
    let problems = analysis.problems.iter();
    let problems = problems.map(|problem| (problem.span.start, problem.message.clone()));
    // What can't be parsed is not read by the model.
    let faults = match analysis.problems.is_empty() {
        true => faults_of(text, dialect),
        false => Vec::new(),
    };
    let faults = faults
        .into_iter()
        .map(|fault| (fault.span.range().start, fault.message));
    let all: Vec<(usize, String)> = problems.chain(faults).collect();
    if let Some((_, message)) = all.iter().find(|(start, _)| *start < last) {
        return Some(format!("{name}: false alarm before the end: {message}"));
    }
    match (refusal.verdict, all.first()) {
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
