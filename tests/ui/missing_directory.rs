pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/missing_directory/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
