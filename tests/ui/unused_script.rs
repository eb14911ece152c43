// What is a warning can be denied like any other.
#![deny(deprecated)]

pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/unused_script/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::USERS;
}
