pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/unknown_dependency/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
