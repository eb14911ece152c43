pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/generated_column/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::PEOPLE;
}
