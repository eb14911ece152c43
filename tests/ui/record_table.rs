pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/record_table/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
