pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/unknown_parent_behind_a_tab/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
