pub mod migrations {
    migrate_runtime::embed!("one_revision", watch = false);
}

fn main() {
    let _ = migrations::revision::ADD_POSTS;
}
