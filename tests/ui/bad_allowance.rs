pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/bad_allowance/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
