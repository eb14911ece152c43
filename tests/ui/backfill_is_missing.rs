pub mod migrations {
    migrate_runtime::embed!("with_backfill", watch = false);
}

mod backfills {}

fn main() {
    let _ = migrations::MIGRATIONS;
}
