pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/non_ascii_names/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
