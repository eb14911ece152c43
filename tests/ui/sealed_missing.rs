pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/sealed_missing/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
