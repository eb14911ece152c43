//! `sql/<dialect>/*.sql` against what is known of them, in a `.txt` beside each. `mysql/mariadb_*.sql` are
//! analysed for MariaDB alone.
//!
//! `UPDATE_GOLDEN=1` writes them anew.
use migrate_sql::Dialect;
use migrate_sql::Severity;
use migrate_sql::{Analysis, Problem, analyse, analyse_for_mariadb};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[test]
fn golden() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sql");
    let mut differing = Vec::new();
    for folder in sorted(&root) {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let dialect = Dialect::parse(name).expect("a folder for each dialect");
        let files = sorted(&folder);
        let scripts: Vec<&PathBuf> = files
            .iter()
            .filter(|file| has_extension(file, "sql"))
            .collect();
        let mut unread: BTreeSet<&PathBuf> = files.iter().collect();
        assert!(!scripts.is_empty());
        for script in scripts {
            let golden = script.with_extension("txt");
            unread.remove(script);
            unread.remove(&golden);
            let text = fs::read_to_string(script).unwrap();
            let stem = script.file_stem().unwrap().to_str().unwrap();
            let analysis = match stem.starts_with("mariadb_") {
                true => analyse_for_mariadb(&text),
                false => analyse(&text, dialect),
            };
            if !is_expected(&golden, &describe(&text, &analysis)) {
                differing.push(golden);
            }
        }
        assert!(unread.is_empty(), "no test reads {unread:?}");
    }
    assert!(
        differing.is_empty(),
        "see the output; UPDATE_GOLDEN=1 accepts what it is now: {differing:#?}"
    );
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

fn is_expected(golden: &Path, found: &str) -> bool {
    if env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(golden, found).unwrap();
    }
    let expected = fs::read_to_string(golden)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    if expected != found {
        println!(
            "{}\n--- expected\n{expected}--- found\n{found}",
            golden.display()
        );
    }
    expected == found
}

fn describe(text: &str, analysis: &Analysis) -> String {
    let mut out = String::new();
    if let Some(documentation) = &analysis.documentation {
        writeln!(out, "documentation: {documentation:?}").unwrap();
    }
    for statement in &analysis.statements {
        assert_eq!(statement.line as usize, place(text, statement.span.start).0);
        let written = &text[statement.span.clone()];
        writeln!(out, "line {}: {}", statement.line, shortened(written)).unwrap();
    }
    for problem in &analysis.problems {
        describe_problem(text, problem, &mut out);
    }
    out
}

fn describe_problem(text: &str, problem: &Problem, out: &mut String) {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let (line, column) = place(text, problem.span.start);
    let code = problem.code;
    writeln!(
        out,
        "\n{severity}[{code}] {line}:{column}: {}",
        problem.message
    )
    .unwrap();
    writeln!(out, "  at: {:?}", &text[problem.span.clone()]).unwrap();
    if let Some(label) = &problem.label {
        writeln!(out, "  label: {label}").unwrap();
    }
    if let Some(help) = &problem.help {
        writeln!(out, "  help: {help}").unwrap();
    }
}

/// Line and column, in characters, from 1.
fn place(text: &str, offset: usize) -> (usize, usize) {
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |position| position + 1);
    (
        before.matches('\n').count() + 1,
        before[line_start..].chars().count() + 1,
    )
}

fn shortened(statement: &str) -> String {
    let words = statement.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = words.chars().count();
    match length <= 90 {
        true => words,
        false => {
            let start: String = words.chars().take(50).collect();
            let end: String = words.chars().skip(length - 30).collect();
            format!("{start} … {end}")
        }
    }
}
