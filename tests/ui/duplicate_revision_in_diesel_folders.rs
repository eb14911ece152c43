pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/duplicate_revision_in_diesel_folders/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
