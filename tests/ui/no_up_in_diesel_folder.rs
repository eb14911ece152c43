pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/no_up_in_diesel_folder/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
