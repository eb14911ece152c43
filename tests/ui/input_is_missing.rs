pub mod migrations {
    migrate_runtime::embed!();
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
