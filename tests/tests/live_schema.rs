//! The model of a script and what a real server makes of that script are one schema: nothing differs.

use diesel::connection::SimpleConnection;
use migrate_check::source::LocalDir;
use migrate_check::{Chain, Dialect, Options, check};
use migrate_introspect::Introspect;
use migrate_runtime::{Embedded, Migrator, Supports};
use migrate_schema::{Schema, compare};
use migrate_tests::databases::{Mysql, Postgres, Sqlite, TestDatabase};

/// The example system, embedded.
pub mod agent_factory {
    migrate_runtime::embed!("../migrations/agent_factory");
}

/// Compares the model of a text with the database that a server makes of it.
#[track_caller]
fn is_what_the_model_says<D: TestDatabase>(schema: &str, dialect: Dialect)
where
    D::Connection: Introspect,
{
    let database = D::create();
    let mut connection = database.connect();
    connection.batch_execute(schema).expect("it is made");
    let script = connection.schema_script().expect("it is read");
    let expected = Schema::of_script(schema, dialect).expect("the model follows");
    assert_same(&expected, &script);
}

#[track_caller]
fn assert_same(expected: &Schema, script: &str) {
    let found = Schema::of_script(script, expected.dialect).expect("the model follows");
    let differences = compare::compare(expected, &found);
    assert!(
        differences.is_empty(),
        "{}\n{script}",
        compare::diff(&differences, 100).join("\n")
    );
    assert!(found.tables().count() > 1, "{script}");
}

/// Applies the example system for real, revision by revision, and compares with the model after
/// each.
#[track_caller]
fn agent_factory_is_what_the_model_says<D: TestDatabase>(dialect: Dialect)
where
    D::Connection: Introspect,
    agent_factory::Migrations: Supports<<D::Connection as migrate_runtime::Database>::Dialect>,
{
    let chain = agent_factory_checked();
    let database = D::create();
    let mut connection = database.connect();
    for count in 1..=chain.revisions.len() {
        let id = chain.revisions[count - 1].id.as_str();
        let migrator = Migrator::<agent_factory::Migrations>::new().target(id);
        migrator.run(&mut connection).expect("it runs");
        let is_applied = |id: &str| chain.revisions[..count].iter().any(|it| it.id == id);
        let expected = chain
            .schema_at(dialect, is_applied)
            .expect("the model follows");
        assert_same(&expected, &connection.schema_script().expect("it is read"));
    }
    assert_eq!(
        agent_factory::Migrations::chain().revisions().len(),
        chain.revisions.len()
    );
}

fn agent_factory_checked() -> Chain {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/agent_factory");
    let outcome = check(&LocalDir::new(folder), &Options::default());
    outcome.chain.expect("a chain without errors")
}

#[test]
fn sqlite_agent_factory() {
    agent_factory_is_what_the_model_says::<Sqlite>(Dialect::Sqlite);
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_agent_factory() {
    agent_factory_is_what_the_model_says::<Postgres>(Dialect::Postgres);
}

#[test]
#[ignore = "needs a MySQL server"]
fn mysql_agent_factory() {
    agent_factory_is_what_the_model_says::<Mysql>(Dialect::Mysql);
}

#[test]
fn sqlite_a_bit_of_everything() {
    is_what_the_model_says::<Sqlite>(include_str!("../schemas/sqlite.sql"), Dialect::Sqlite);
}

#[test]
#[ignore = "needs a PostgreSQL server"]
fn postgres_a_bit_of_everything() {
    is_what_the_model_says::<Postgres>(include_str!("../schemas/postgres.sql"), Dialect::Postgres);
}

#[test]
#[ignore = "needs a MySQL server"]
fn mysql_a_bit_of_everything() {
    is_what_the_model_says::<Mysql>(include_str!("../schemas/mysql.sql"), Dialect::Mysql);
}
