pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/illegal_id/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
