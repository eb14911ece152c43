//! What this crate may not know, written down so that it can't rot.
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn only_the_local_directory_reads_the_disk_and_nothing_prints() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&src, &mut files);
    assert!(files.len() > 20, "{files:?}");
    for file in files {
        let code = code_of(&fs::read_to_string(&file).unwrap());
        let mut forbidden = vec!["println!", "eprintln!", "print!", "std::env"];
        // That one writes it into the Rust that it prints.
        if !file.starts_with(src.join("diesel_schema")) {
            forbidden.push("diesel::");
        }
        // Tests of the crate's inside read the goldens.
        if !file.ends_with("source/local.rs") && !file.ends_with("tests.rs") {
            forbidden.extend(["std::fs", "fs::", "std::path", " File::"]);
        }
        for word in forbidden {
            assert!(!code.contains(word), "{} knows `{word}`", file.display());
        }
        let is_sql = file.starts_with(src.join("sql"));
        for word in ["crate::layout", "crate::config", "crate::source"] {
            assert!(
                !is_sql || !code.contains(word),
                "{} knows `{word}`",
                file.display()
            );
        }
    }
}

/// The text without comments, which may name what they like.
fn code_of(text: &str) -> String {
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
