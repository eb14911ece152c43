//! Every example system of `migrations/` is beyond reproach: no error, no warning, no note.

use migrate_check::diagnostic::{Style, render};
use migrate_check::source::LocalDir;
use migrate_check::{Dialect, Options, Outcome, check};
use std::fs;
use std::path::{Path, PathBuf};

fn checked(folder: &Path) -> Outcome {
    check(&LocalDir::new(folder), &Options::default())
}

fn example_systems() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations")
}

#[test]
fn all_are_without_a_diagnostic() {
    let mut count = 0;
    for entry in fs::read_dir(example_systems()).expect("the folder is there") {
        let folder = entry.expect("the folder can be listed").path();
        let outcome = checked(&folder);
        let label = folder.display().to_string();
        let rendered: Vec<String> = outcome
            .diagnostics
            .iter()
            .map(|found| render(&outcome.files, found, &label, Style::Plain))
            .collect();
        assert!(rendered.is_empty(), "{}", rendered.join("\n\n"));
        assert!(outcome.chain.is_some(), "{}", folder.display());
        count += 1;
    }
    assert!(count > 0, "no example system was checked");
}

#[test]
fn agent_factory_branches_and_merges_for_three_databases() {
    let outcome = checked(&example_systems().join("agent_factory"));
    let chain = outcome.chain.expect("it is valid");
    let ids: Vec<&str> = chain.revisions.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "20241208_130000_001",
            "20241209_100000_002",
            "20241210_090000_003",
            "20241210_113000_004",
            "20241211_080000_005",
            "20241216_090000_006",
            "20241216_093000_007",
        ]
    );
    assert_eq!(
        chain.dialects,
        [Dialect::Postgres, Dialect::Sqlite, Dialect::Mysql]
    );
    for revision in &chain.revisions {
        let is_merge = revision.revises.len() > 1;
        assert!(
            is_merge || revision.documentation.is_some(),
            "{}",
            revision.id
        );
    }
}
