//! The codes that the engines' models give out are the listed ones.
use migrate_check::diagnostic::codes;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// What looks like a code and is a name in PostgreSQL.
const NO_CODES: &[&str] = &["uuid-ossp"];

#[test]
fn every_code_in_the_schema_model_is_listed() {
    let mut files = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src/schema"),
        &mut files,
    );
    let texts = files.iter().map(|file| fs::read_to_string(file).unwrap());
    let mut found = BTreeSet::new();
    for text in texts {
        let literals = text.split('"').filter(|literal| is_code(literal));
        found.extend(literals.map(str::to_owned));
    }
    assert!(found.contains(codes::STILL_NEEDED), "nothing was read");
    let is_unlisted = |code: &&String| {
        let code = code.as_str();
        !codes::ALL.contains(&code) && !NO_CODES.contains(&code)
    };
    let unlisted: Vec<_> = found.iter().filter(is_unlisted).collect();
    assert!(unlisted.is_empty(), "not in codes.rs: {unlisted:?}");
}

/// Whether a text is lower-case words with hyphens between them.
fn is_code(text: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    text.contains('-') && text.split('-').all(is_word)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => collect(&path, files),
            false => files.push(path),
        }
    }
}
