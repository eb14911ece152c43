pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/conflict_target/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::TAGS;
}
