pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/dialects_given_by_the_files/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::USERS;
}
