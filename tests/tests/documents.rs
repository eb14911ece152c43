//! The documents refer to what exists: links between them lead to a file and a heading, and the paths in
//! ARCHITECTURE.md, CONTRIBUTING.md and SECURITY.md are there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn links_lead_somewhere() {
    let mut checked = 0;
    let mut broken = Vec::new();
    for file in documents() {
        let text = read(&file);
        for link in links(&text).filter(|link| !link.contains("://")) {
            checked += 1;
            let (path, heading) = link.split_once('#').unwrap_or((link, ""));
            let target = match path {
                "" => file.clone(),
                path => file.parent().expect("a folder").join(path),
            };
            let has_heading = || heading.is_empty() || headings(&read(&target)).contains(heading);
            if !target.exists() || !has_heading() {
                broken.push(format!("{}: {link}", file.display()));
            }
        }
    }
    assert!(checked > 60, "only {checked} links were found");
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn paths_in_lists_of_files_exist() {
    let mut checked = 0;
    let mut missing = Vec::new();
    for name in ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md"] {
        let text = read(&root().join(name));
        for path in text
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|span| is_path(span))
        {
            checked += 1;
            if !root().join(path).exists() {
                missing.push(format!("{name}: {path}"));
            }
        }
    }
    assert!(checked > 40, "only {checked} paths were found");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Whether a code span is a path from the root of the repository.
fn is_path(span: &str) -> bool {
    let folders = [
        "migrate-",
        "tests/",
        "docs/",
        "app-example/",
        "recipes/",
        "benches/",
    ];
    let is_plain = !span.contains([' ', '*', '…', '<']);
    is_plain && span.contains('/') && folders.iter().any(|folder| span.starts_with(folder))
}

/// Returns the targets of the links in a text: `[…](target)`.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let pieces = text.split("](").skip(1);
    pieces.filter_map(|piece| Some(piece.split_once(')')?.0))
}

/// Returns the anchors of a document's headings, as forges make them, and those that are written in HTML.
fn headings(text: &str) -> BTreeSet<String> {
    let titles = text.lines().filter_map(|line| line.strip_prefix('#'));
    let anchor = |title: &str| {
        let words = title.trim_start_matches('#').trim().to_lowercase();
        let kept = words
            .chars()
            .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    titles.map(anchor).collect()
}

fn documents() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = [root(), root().join("docs")]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).expect("a folder"))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .collect();
    files.sort();
    files
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}
