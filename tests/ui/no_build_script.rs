pub mod migrations {
    migrate_runtime::embed!("one_revision");
}

fn main() {
    let _ = migrations::MIGRATIONS;
    let _ = migrations::revision::USERS;
}
