// What is a warning can be denied like any other.
#![deny(deprecated)]

pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/never_filled/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::WORDS;
    let _ = migrations::revision::FILLED;
    let _ = migrations::revision::ADDED;
}
