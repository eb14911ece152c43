pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/unknown_constraint/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::ACCOUNTS;
}
