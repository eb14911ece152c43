//! The project's own scripts, and what they are made of.
use std::path::{Path, PathBuf};

/// Every script of the project, with its path: goldens, examples.
pub fn own_scripts() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut scripts = Vec::new();
    for folder in ["migrations", "migrate-check/tests"] {
        add_scripts(&root.join(folder), &mut scripts);
    }
    scripts.sort();
    scripts
}

fn add_scripts(folder: &Path, scripts: &mut Vec<(PathBuf, String)>) {
    for entry in folder.read_dir().expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            add_scripts(&path, scripts);
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            // Some goldens are no UTF-8 on purpose.
            let text = std::fs::read_to_string(&path).ok();
            scripts.extend(text.map(|text| (path, text)));
        }
    }
}

/// A script in words, signs and white space: together they are the script again.
pub fn pieces(script: &str) -> Vec<String> {
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
