pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/diesel_metadata/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
