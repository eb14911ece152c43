pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/illegal_id_in_diesel_folder/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
