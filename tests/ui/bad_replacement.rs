pub mod migrations {
    migrate_runtime::embed!("../../migrate-check/tests/golden/bad_replacement/migrations", watch = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::B;
}
