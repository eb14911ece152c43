pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/schema_differs_between_dialects/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::USERS;
}
