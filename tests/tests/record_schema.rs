//! `[tables] schema`: the record in a schema of PostgreSQL that was made for it.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use migrate_runtime::{Bookkeeping, Chain, Migrator};
use migrate_tests::chains::{chain, rev};
use migrate_tests::databases::{Postgres, TestDatabase};
use migrate_tests::test_chain;

fn kept_in(schema: &'static str, table: &str) -> Chain {
    let revision = rev("a1", &format!("CREATE TABLE {table} (id INT);\n"));
    chain(&[revision.down(&format!("DROP TABLE {table};\n"))]).with_bookkeeping(Bookkeeping {
        schema: Some(schema),
        ..Bookkeeping::DEFAULT
    })
}

test_chain!(Shop, kept_in("shop_record", "goods"));
test_chain!(Billing, kept_in("billing_record", "bills"));

/// Each table with its schema.
fn tables(connection: &mut PgConnection) -> Vec<String> {
    let query = "SELECT format('%I.%I', schemaname, tablename) AS text FROM pg_tables \
                 WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1";
    Postgres::texts(connection, query)
}

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_two_records_in_one_database() {
    let database = Postgres::create();
    let connection = &mut database.connect();
    assert!(
        Migrator::<Shop>::new()
            .current(connection)
            .unwrap()
            .heads
            .is_empty()
    );
    assert!(Migrator::<Shop>::new().check(connection).is_err());
    assert_eq!(tables(connection).len(), 0);
    for _ in 0..2 {
        assert_eq!(
            Migrator::<Shop>::new().run(connection).unwrap().heads,
            ["a1"]
        );
    }
    Migrator::<Shop>::new().check(connection).unwrap();
    // The other one has the same ids, and knows nothing of it.
    assert!(Migrator::<Billing>::new().check(connection).is_err());
    assert_eq!(
        Migrator::<Billing>::new()
            .run(connection)
            .unwrap()
            .steps
            .len(),
        1
    );
    assert_eq!(
        tables(connection),
        [
            "billing_record.__diesel_schema_migrations",
            "billing_record.migration_history",
            "public.bills",
            "public.goods",
            "shop_record.__diesel_schema_migrations",
            "shop_record.migration_history",
        ]
    );
    let down = Migrator::<Shop>::new().downgrade("base").run(connection);
    assert_eq!(down.unwrap().steps.len(), 1);
    Migrator::<Billing>::new().check(connection).unwrap();
    assert_eq!(
        Migrator::<Shop>::new().history(connection).unwrap().len(),
        2
    );
    assert_eq!(
        Migrator::<Billing>::new()
            .history(connection)
            .unwrap()
            .len(),
        1
    );
}

/// Where the schema is there, no right to make one is asked for.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_login_that_may_not_make_schemas() {
    let database = Postgres::create();
    let role = format!("keeper_{}", std::process::id());
    let owner = &mut database.connect();
    let create = format!("CREATE ROLE {role} LOGIN; GRANT CREATE ON SCHEMA public TO {role}");
    owner.batch_execute(&create).unwrap();
    let connection = &mut PgConnection::establish(&database.url()).unwrap();
    connection
        .batch_execute(&format!("SET ROLE {role}"))
        .unwrap();
    let refused = Migrator::<Shop>::new()
        .run(connection)
        .unwrap_err()
        .explain()
        .to_string();
    assert!(
        refused.contains("permission denied for database"),
        "{refused}"
    );
    assert!(
        refused.contains("next: this login may not create tables here"),
        "{refused}"
    );
    let made = format!("CREATE SCHEMA shop_record AUTHORIZATION {role}");
    owner.batch_execute(&made).unwrap();
    assert_eq!(
        Migrator::<Shop>::new().run(connection).unwrap().heads,
        ["a1"]
    );
    let drop = format!("DROP OWNED BY {role}; DROP ROLE {role}");
    owner.batch_execute(&drop).unwrap();
}
