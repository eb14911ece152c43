pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/sql_syntax_in_one_dialect/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::USERS;
}
