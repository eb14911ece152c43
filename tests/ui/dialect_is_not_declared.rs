pub mod migrations {
    migrate_runtime::embed!("one_revision", watch = false);
}

fn main() {
    let declared: fn(&mut diesel::SqliteConnection) = |connection| {
        migrations::MIGRATIONS.upgrade(connection).unwrap();
    };
    let undeclared: fn(&mut diesel::PgConnection) = |connection| {
        migrations::MIGRATIONS.upgrade(connection).unwrap();
    };
}
