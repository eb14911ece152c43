//! Answers that are kept word for word. `UPDATE_GOLDEN=1` rewrites them.

use std::collections::BTreeSet;
use std::path::PathBuf;

fn folder(of: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(of)
}

/// Compares with the golden file; panics with the difference.
#[track_caller]
pub fn compare(of: &str, name: &str, found: &str) {
    if let Err(difference) = differs(of, name, found) {
        panic!("{difference}\n\n`UPDATE_GOLDEN=1` accepts it");
    }
}

/// Compares with the golden file; returns the difference.
pub fn differs(of: &str, name: &str, found: &str) -> Result<(), String> {
    let file = folder(of).join(format!("{name}.txt"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(folder(of)).expect("the golden folder");
        std::fs::write(&file, found).expect("a golden file");
    }
    let expected = std::fs::read_to_string(&file).unwrap_or_default();
    if found == expected {
        Ok(())
    } else {
        Err(format!("== {name}\n{}", difference(&expected, found)))
    }
}

/// Panics where the folder holds other files than these.
#[track_caller]
pub fn assert_all_used<'n>(of: &str, names: impl IntoIterator<Item = &'n str>) {
    let listed = std::fs::read_dir(folder(of)).expect("the golden folder");
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry
            .expect("an entry")
            .file_name()
            .to_string_lossy()
            .into_owned()
    };
    let files: BTreeSet<String> = listed.map(name).collect();
    let known: BTreeSet<String> = names
        .into_iter()
        .map(|name| format!("{name}.txt"))
        .collect();
    assert_eq!(files, known, "golden files, and the cases that read them");
}

/// Lines from the first that differs.
fn difference(expected: &str, found: &str) -> String {
    let same = expected
        .lines()
        .zip(found.lines())
        .take_while(|(a, b)| a == b)
        .count();
    let side = |mark: &str, text: &str| -> String {
        text.lines()
            .skip(same)
            .take(30)
            .map(|line| format!("{mark} {line}\n"))
            .collect()
    };
    format!(
        "from line {}:\n{}{}",
        same + 1,
        side("-", expected),
        side("+", found)
    )
}
