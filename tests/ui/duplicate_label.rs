pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/duplicate_label/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
