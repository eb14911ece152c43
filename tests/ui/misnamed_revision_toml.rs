pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/misnamed_revision_toml/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::USERS;
}
