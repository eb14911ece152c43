pub mod migrations {
    migrate_runtime::embed!("with_backfill", watch = false);
}

mod backfills {
    use migrate_runtime::backfill::{self, Batch};

    pub fn message_tokens<C>(_connection: &mut C) -> backfill::Result {
        Ok(Batch::Done)
    }
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
