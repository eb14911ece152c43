pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/sealed_changed/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
