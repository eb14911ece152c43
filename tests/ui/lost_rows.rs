pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/lost_rows/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
