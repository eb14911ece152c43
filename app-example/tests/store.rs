//! The store on the migrated schema, the same story on every database.

use app_example::agent_factory::migrations::{MIGRATIONS, Migrations};
use app_example::schema::{audit_logs, executions, tenants};
use app_example::store::{self, Database, Outcome};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use migrate_runtime::Supports;

/// Goes up, down and up again, then tells the story.
fn migrate_and_tell(db: &mut Database) {
    match db {
        #[cfg(feature = "sqlite")]
        Database::Sqlite(connection) => up_down_up(connection),
        #[cfg(feature = "postgres")]
        Database::Postgres(connection) => up_down_up(connection),
        #[cfg(feature = "mysql")]
        Database::Mysql(connection) => up_down_up(connection),
    }
    tell(db).expect("the store does what it promises");
}

fn up_down_up<C: migrate_runtime::Database>(connection: &mut C)
where
    Migrations: Supports<C::Dialect>,
{
    MIGRATIONS.upgrade(connection).expect("up");
    MIGRATIONS.downgrade(connection, "base").expect("down");
    MIGRATIONS.upgrade(connection).expect("up again");
}

fn tell(db: &mut Database) -> QueryResult<()> {
    let acme = store::create_tenant(db, "acme", "Acme")?;
    let other = store::create_tenant(db, "other", "Other")?;
    assert_eq!((acme.slug.as_str(), acme.plan.as_str()), ("acme", "free"));
    assert_eq!(store::tenant(db, "acme")?, Some(acme.clone()));
    assert_eq!(store::tenant(db, "nobody")?, None);
    let ada = store::create_user(db, &acme, "ada@acme.example", "Ada", "owner")?;
    let same_address = store::create_user(db, &acme, "ADA@acme.example", "Ada", "member");
    assert_refused(same_address, DatabaseErrorKind::UniqueViolation);

    let writer = store::create_agent(db, &ada, "writer", "Writer")?;
    let reader = store::create_agent(db, &ada, "reader", "Reader")?;
    assert_eq!(reader.operational_status, "active");
    store::set_operational_status(db, &ada, &reader, "paused")?;
    let active = store::agents_with_status(db, &acme, "active")?;
    assert_eq!(active, std::slice::from_ref(&writer));
    let paused = store::agents_with_status(db, &acme, "paused")?;
    assert_eq!(paused.len(), 1);
    assert_eq!(paused[0].id, reader.id);
    assert_eq!(store::agents_with_status(db, &other, "active")?, []);

    let outcome = Outcome {
        request_key: "one",
        error: None,
        input_tokens: 1200,
        output_tokens: 300,
        cost_micros: 4_500_000_000,
    };
    let failure = Outcome {
        request_key: "two",
        error: Some("the model did not answer"),
        ..outcome
    };
    let execution = store::record_execution(db, &writer, &outcome)?;
    store::record_execution(db, &writer, &failure)?;
    let twice = store::record_execution(db, &writer, &outcome);
    assert_refused(twice, DatabaseErrorKind::UniqueViolation);
    assert_eq!(
        store::executions_by_status(db, &acme)?,
        [("failed".to_owned(), 1), ("succeeded".to_owned(), 1)]
    );
    let cost: i64 = executions::table
        .find(execution)
        .select(executions::cost_micros)
        .first(db)?;
    assert_eq!(cost, outcome.cost_micros, "more than 32 bits");

    // The schema, not the application, keeps tenants apart and amounts sane.
    let mut stolen = writer.clone();
    stolen.tenant_id = other.id;
    let across_tenants = store::record_execution(db, &stolen, &outcome);
    assert_refused(across_tenants, DatabaseErrorKind::ForeignKeyViolation);
    let negative = Outcome {
        request_key: "three",
        input_tokens: -1,
        ..outcome
    };
    assert!(store::record_execution(db, &writer, &negative).is_err());
    assert!(store::create_tenant(db, "Not A Slug", "").is_err());
    assert_eq!(executions::table.count().get_result::<i64>(db)?, 2);

    // What a tenant owns goes with it; the audit trail stays.
    diesel::delete(tenants::table.find(acme.id)).execute(db)?;
    assert_eq!(executions::table.count().get_result::<i64>(db)?, 0);
    let trail: Vec<(Option<i64>, String, Option<String>, String)> = audit_logs::table
        .order(audit_logs::id)
        .select((
            audit_logs::tenant_id,
            audit_logs::tenant_slug,
            audit_logs::actor_email,
            audit_logs::action,
        ))
        .load(db)?;
    let line = |action: &str| {
        let email = Some("ada@acme.example".to_owned());
        (None, "acme".to_owned(), email, action.to_owned())
    };
    let created = line("agent.created");
    assert_eq!(
        trail,
        [created.clone(), created, line("agent.operational_status")]
    );
    let gone = store::set_operational_status(db, &ada, &writer, "active");
    assert_eq!(gone, Err(Error::NotFound));
    Ok(())
}

fn assert_refused<T: std::fmt::Debug>(result: QueryResult<T>, expected: DatabaseErrorKind) {
    match result {
        // `DatabaseErrorKind` has no equality.
        Err(Error::DatabaseError(kind, _)) => {
            assert_eq!(format!("{kind:?}"), format!("{expected:?}"));
        }
        other => panic!("expected {expected:?}, got {other:?}"),
    }
}

#[cfg(feature = "sqlite")]
#[test]
fn sqlite_tells_the_story() {
    let mut db = store::open(":memory:").expect("a database in memory opens");
    migrate_and_tell(&mut db);
}

/// Runs a test in a database of its own on the server that `variable` names.
#[cfg(any(feature = "postgres", feature = "mysql"))]
fn in_own_database(variable: &str, test: impl FnOnce(&mut Database)) {
    let admin_url = std::env::var(variable)
        .unwrap_or_else(|_| panic!("set {variable}, or run the tests with `tests/run`"));
    let name = format!("app_example_store_{}", std::process::id());
    let (server, options) = match admin_url.split_once('?') {
        Some((url, options)) => (url, format!("?{options}")),
        None => (admin_url.as_str(), String::new()),
    };
    let (server, _) = server.rsplit_once('/').expect("the URL names a database");
    let mut admin = store::open(&admin_url).expect("the server takes connections");
    let create = format!("CREATE DATABASE {name}");
    admin.batch_execute(&create).expect("the database is new");
    {
        let url = format!("{server}/{name}{options}");
        let mut db = store::open(&url).expect("the database opens");
        test(&mut db);
    }
    let drop = format!("DROP DATABASE {name}");
    admin
        .batch_execute(&drop)
        .expect("nobody uses the database");
}

#[cfg(feature = "postgres")]
#[test]
#[ignore = "needs PostgreSQL: run by tests/run"]
fn postgres_tells_the_story() {
    in_own_database("MIGRATE_TEST_POSTGRES_URL", |db| {
        migrate_and_tell(db);
    });
}

#[cfg(feature = "mysql")]
#[test]
#[ignore = "needs MariaDB: run by tests/run"]
fn mysql_tells_the_story() {
    in_own_database("MIGRATE_TEST_MYSQL_URL", |db| {
        migrate_and_tell(db);
    });
}

#[cfg(not(all(feature = "postgres", feature = "mysql")))]
#[test]
fn a_database_this_build_lacks_is_named() {
    let url = if cfg!(feature = "postgres") {
        "mysql://root@localhost/x"
    } else {
        "postgres:///x"
    };
    let error = store::open(url)
        .map(|_| ())
        .expect_err("it is not compiled in");
    assert!(
        error.to_string().contains("build it with `--features"),
        "{error}"
    );
}
