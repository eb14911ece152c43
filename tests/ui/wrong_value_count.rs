pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/wrong_value_count/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::ROLES;
}
