pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/new_enum_value/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::ORDERS;
}
