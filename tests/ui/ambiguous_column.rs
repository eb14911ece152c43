pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/ambiguous_column/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::POSTS;
}
