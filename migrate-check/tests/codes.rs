//! A code is a constant of the one table, or of the file of a lint.
use migrate_check::codes;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn only_the_file_of_a_lint_makes_a_code() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&src, &mut files);
    let makes = |file: &&PathBuf| fs::read_to_string(file).unwrap().contains("Code::new(");
    let making: Vec<_> = files.iter().filter(makes).collect();
    assert!(!making.is_empty(), "nothing was read");
    let elsewhere: Vec<_> = (making.iter())
        .filter(|file| !file.starts_with(src.join("lint")))
        .collect();
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
}

#[test]
fn every_code_is_another_one_and_is_found_by_its_name() {
    let names: BTreeSet<&str> = codes::all().map(codes::Code::name).collect();
    assert_eq!(names.len(), codes::all().count());
    for code in codes::all() {
        let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
        let is_word = |word: &str| !word.is_empty() && word.bytes().all(is_part);
        assert!(code.name().split('-').all(is_word), "{code}");
        assert_eq!(codes::find(code.name()), Some(code));
    }
    assert_eq!(codes::find("unknown-nothing"), None);
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
