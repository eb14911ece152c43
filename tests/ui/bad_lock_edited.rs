pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/bad_lock_edited/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
