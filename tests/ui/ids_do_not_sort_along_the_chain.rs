use diesel_migrations::MigrationHarness;

pub mod sorted {
    migrate_runtime::embed!("one_revision", watch = false);
}

pub mod unsorted {
    migrate_runtime::embed!("unsorted", watch = false);
}

fn main() {
    let run: fn(&mut diesel::SqliteConnection) = |connection| {
        connection.run_pending_migrations(sorted::MIGRATIONS).unwrap();
        connection.run_pending_migrations(unsorted::MIGRATIONS).unwrap();
    };
}
