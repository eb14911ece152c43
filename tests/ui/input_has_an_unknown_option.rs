pub mod migrations {
    migrate_runtime::embed!("one_revision", wach = false);
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
