pub mod migrations {
    migrate_runtime::embed!("with_backfill", watch = false);
}

mod backfills {
    use diesel::PgConnection;
    use migrate_runtime::backfill::{self, Batch, Context};

    pub fn message_tokens(_connection: &mut PgConnection, _context: &mut Context) -> backfill::Result {
        Ok(Batch::Done)
    }
}

fn main() {
    let _ = migrations::MIGRATIONS;
}
