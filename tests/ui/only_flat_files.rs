pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/only_flat_files/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
