pub mod migrations {
    migrate_runtime::embed!(concat!("migrations", "/shop"));
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
