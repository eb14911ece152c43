pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/foreign_key_type/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::USERS;
}
