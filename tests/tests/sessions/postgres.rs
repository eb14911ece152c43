//! PostgreSQL.

use super::*;
use diesel::PgConnection;
use migrate_tests::databases::Postgres;

/// What a script does to its session, and what tells of it.
const SETTINGS: &[(&str, &str)] = &[
    (
        "SET statement_timeout = '7s'",
        "current_setting('statement_timeout')",
    ),
    ("SET lock_timeout TO 777", "current_setting('lock_timeout')"),
    (
        "SET session_replication_role = replica",
        "current_setting('session_replication_role')",
    ),
    (
        "SET client_encoding = LATIN1",
        "current_setting('client_encoding')",
    ),
    ("SET NAMES 'LATIN1'", "current_setting('client_encoding')"),
    ("SET TIME ZONE 'Asia/Tokyo'", "current_setting('timezone')"),
    ("SET DateStyle = 'German'", "current_setting('datestyle')"),
    (
        "SET IntervalStyle = 'iso_8601'",
        "current_setting('intervalstyle')",
    ),
    ("SET search_path = ''", "current_setting('search_path')"),
    (
        "SELECT set_config('search_path', 'pg_catalog', false)",
        "current_setting('search_path')",
    ),
    ("SET SCHEMA 'pg_catalog'", "current_setting('search_path')"),
    (
        "SET check_function_bodies = off",
        "current_setting('check_function_bodies')",
    ),
    ("SET row_security = off", "current_setting('row_security')"),
    ("SET standard_conforming_strings = off", "'a\\\\b'"),
    (
        "SET transform_null_equals = on",
        "coalesce((NULL = NULL)::text, 'unknown')",
    ),
    (
        "SET default_transaction_isolation = 'serializable'",
        "current_setting('default_transaction_isolation')",
    ),
    (
        "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
        "current_setting('default_transaction_read_only')",
    ),
    (
        "SET default_transaction_read_only = on",
        "current_setting('default_transaction_read_only')",
    ),
    (
        "RESET timezone;\nRESET statement_timeout",
        "current_setting('timezone') || current_setting('statement_timeout')",
    ),
    ("RESET my.app", "current_setting('my.app')"),
    ("SET my.app = 'script'", "current_setting('my.app')"),
    (
        "SELECT set_config('my.other', 'x', false)",
        "current_setting('my.app')",
    ),
    (
        "SELECT set_config('My.App', 'x', false)",
        "current_setting('my.app')",
    ),
    (
        "DO $$ BEGIN PERFORM set_config('work_mem', '1MB', false); END $$",
        "current_setting('work_mem')",
    ),
    ("SET SESSION AUTHORIZATION DEFAULT", "current_user::text"),
    (
        "PREPARE leaked AS SELECT 1",
        "count(*)::text FROM pg_prepared_statements WHERE from_sql",
    ),
    (
        "DECLARE leaked CURSOR WITH HOLD FOR SELECT 1",
        "count(*)::text FROM pg_cursors WHERE is_holdable",
    ),
    (
        "LISTEN leaked",
        "count(*)::text FROM pg_listening_channels()",
    ),
    (
        "SELECT pg_advisory_lock(4711), pg_advisory_lock(4711), pg_advisory_lock_shared(-1, 5)",
        "count(*)::text FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory' AND (objid, classid) IN ((4711, 0), (5, 4294967295))",
    ),
    (
        "CREATE TEMPORARY TABLE leaked (id SERIAL PRIMARY KEY)",
        "coalesce(to_regclass('leaked')::text, 'none')",
    ),
    (
        "CREATE TEMP VIEW leaked AS SELECT 1",
        "coalesce(to_regclass('leaked')::text, 'none')",
    ),
    (
        "CREATE FUNCTION pg_temp.leaked() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "coalesce(to_regproc('pg_temp.leaked')::text, 'none')",
    ),
];

/// The application's own settings, of which nothing may be lost.
fn lend(connection: &mut PgConnection) {
    connection
        .batch_execute(
            "SET my.app = 'lent'; SET TIME ZONE 'Europe/Oslo'; SET statement_timeout = '61s'; \
             SET search_path = \"$user\", public, pg_temp; PREPARE own AS SELECT 1; LISTEN own; \
             SELECT pg_advisory_lock(42); CREATE TEMP TABLE own (id SERIAL)",
        )
        .unwrap();
}

fn session(connection: &mut PgConnection) -> Vec<String> {
    Postgres::texts(
        connection,
        "SELECT name || '=' || setting AS text FROM pg_settings WHERE source = 'session' \
         AND name NOT LIKE 'transaction%' \
         UNION ALL SELECT 'app ' || coalesce(current_setting('my.app', true), '') WHERE current_setting(\
         'my.other', true) IS NULL OR current_setting('my.other', true) = '' \
         UNION ALL SELECT 'user ' || session_user || ' ' || current_user || ' ' || \
         current_setting('role') \
         UNION ALL SELECT 'prepared ' || name FROM pg_prepared_statements WHERE from_sql \
         UNION ALL SELECT 'channel ' || c FROM pg_listening_channels() AS c \
         UNION ALL SELECT 'lock ' || objid FROM pg_locks WHERE pid = pg_backend_pid() \
         AND locktype = 'advisory' \
         UNION ALL SELECT 'temporary ' || relname FROM pg_class \
         WHERE relnamespace = pg_my_temp_schema() ORDER BY 1",
    )
}

const FOUND: &str = "SELECT v AS text FROM seen ORDER BY 1";

#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_what_a_revision_sets_ends_with_it() {
    assert!(is_on::<Postgres>());
    for (setting, finding) in SETTINGS {
        for mode in [
            Mode::Each,
            Mode::WithoutTransaction,
            Mode::InOne,
            Mode::InTheCallers,
        ] {
            let needs_no_transaction = mode == Mode::WithoutTransaction;
            let in_transaction = mode == Mode::InOne || mode == Mode::InTheCallers;
            if setting.starts_with("LISTEN") && in_transaction {
                continue; // it begins with the commit of all
            }
            if needs_no_transaction && setting.starts_with("DECLARE") {
                continue;
            }
            choose(&setting_then_finding(setting, finding, mode));
            let (result, _) = the_same_both_ways::<Postgres>(&lend, &session, FOUND, mode, setting);
            assert_eq!(result, Ok(vec!["b"]), "{setting}, {mode:?}");
        }
    }
}

/// What a script of `--sql` sets ends with its revision, too: psql comes to the same as a run.
#[test]
#[ignore = "needs a server and psql"]
fn postgres_client_what_a_revision_sets_ends_with_it() {
    for (setting, finding) in SETTINGS {
        for mode in [Mode::Each, Mode::WithoutTransaction, Mode::InOne] {
            if (setting.starts_with("LISTEN") && mode == Mode::InOne)
                || (setting.starts_with("DECLARE") && mode == Mode::WithoutTransaction)
            {
                continue;
            }
            // Nobody has lent it.
            let finding = finding.replace("'my.app'", "'my.app', true");
            let finding = format!("coalesce(nullif({finding}, ''), 'none')");
            let finding = match finding.contains(" FROM ") {
                true => finding
                    .replace("coalesce(nullif(", "")
                    .replace(", ''), 'none')", ""),
                false => finding,
            };
            choose(&setting_then_finding(setting, &finding, mode));
            the_client_agrees::<Postgres>(FOUND, mode, setting);
        }
    }
}

/// A client starts as Diesel does: its time zone and encoding depend on nothing around it.
#[test]
#[ignore = "needs a server and psql"]
fn postgres_client_starts_as_a_run_does() {
    let database = Postgres::create();
    let elsewhere = "DO $$ BEGIN \
                     EXECUTE format('ALTER DATABASE %I SET timezone = %L', current_database(), 'Asia/Tokyo'); \
                     EXECUTE format('ALTER DATABASE %I SET client_encoding = %L', current_database(), 'LATIN1'); \
                     END $$";
    database.connect().batch_execute(elsewhere).unwrap();
    let fill = "INSERT INTO seen VALUES ('ñ €'), \
                (floor(extract(epoch FROM '2020-01-01 00:00'::timestamptz))::bigint::text);\n";
    choose(&[
        rev("a", "CREATE TABLE seen (v VARCHAR(200));\n"),
        rev("b", &format!("SET lock_timeout = '9s';\n{fill}")).revises(&["a"]),
        rev("c", fill).revises(&["b"]),
    ]);
    let script = Migrator::<Chosen>::new().sql_from::<PgConnection>("base");
    let script = script.unwrap();
    succeeds(&database, &script);
    let query = "SELECT DISTINCT v AS text FROM seen ORDER BY 1";
    let found = Postgres::texts(&mut database.connect(), query);
    assert_eq!(found, ["1577836800", "ñ €"], "{script}");
}

/// A failing script leaves nothing either, whether it could be rolled back or not.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_what_a_failing_revision_sets_ends_with_it() {
    for (setting, _) in SETTINGS {
        if setting.contains("ROLE") || setting.starts_with("DECLARE") {
            continue;
        }
        for mode in [Mode::Each, Mode::WithoutTransaction] {
            choose(&setting_then_finding(
                &format!("{setting};\nSELECT 1 / 0"),
                "1",
                mode,
            ));
            let query = "SELECT operation || ' ' || success || ' ' || (completed_at IS NOT NULL) \
                         AS text FROM public.migration_history";
            let (result, rows) =
                the_same_both_ways::<Postgres>(&lend, &session, query, mode, setting);
            assert!(result.is_err(), "{setting}");
            assert_eq!(rows, ["upgrade false true"], "{setting}, {mode:?}");
        }
    }
}

/// Creates a login without rights that may take on a role which owns a schema, or the other way round.
struct Logins {
    login: String,
    owner: String,
}

impl Logins {
    fn new(database: &Postgres) -> Self {
        let name = database.url().rsplit('/').next().unwrap_or("").to_owned();
        let name = name.split('?').next().unwrap_or("").to_owned();
        let logins = Logins {
            login: format!("{name}_login"),
            owner: format!("{name}_owner"),
        };
        let (login, owner) = (&logins.login, &logins.owner);
        let sql = format!(
            "CREATE ROLE {owner}; CREATE ROLE {login} LOGIN PASSWORD 'x' IN ROLE {owner}; \
             GRANT CREATE, USAGE ON SCHEMA public TO {login}; \
             CREATE SCHEMA owned AUTHORIZATION {owner}"
        );
        database.connect().batch_execute(&sql).unwrap();
        logins
    }
}

impl Drop for Logins {
    fn drop(&mut self) {
        let url = migrate_tests::databases::server("MIGRATE_TEST_POSTGRES_URL");
        if let Ok(mut admin) = PgConnection::establish(&url) {
            for role in [&self.login, &self.owner] {
                let _ = admin.batch_execute(&format!("DROP ROLE {role}"));
            }
        }
    }
}

/// `SET ROLE`, `SET LOCAL ROLE` and `SET SESSION AUTHORIZATION` end before the record is written, which
/// the role may not write.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_role_that_a_script_takes_on() {
    for set in [
        "SET ROLE {owner}",
        "SET LOCAL ROLE {owner}",
        "SET SESSION ROLE '{owner}'",
        "SELECT set_config('role', '{owner}', false)",
        "SET SESSION AUTHORIZATION {owner}",
        "SET SESSION AUTHORIZATION {owner};\nSET ROLE {owner}",
    ] {
        for mode in [
            Mode::Each,
            Mode::WithoutTransaction,
            Mode::InOne,
            Mode::InTheCallers,
        ] {
            if mode == Mode::WithoutTransaction && set.contains("LOCAL") {
                continue;
            }
            let database = Postgres::create();
            let logins = Logins::new(&database);
            let set = set.replace("{owner}", &logins.owner);
            let first = rev("a", &format!("{set};\nCREATE TABLE owned.one (id INT);\n"));
            let first = match mode {
                Mode::WithoutTransaction => first.without_transaction(),
                _ => first,
            };
            choose(&[
                first,
                rev(
                    "b",
                    "CREATE TABLE seen AS SELECT current_user::text AS v;\n",
                )
                .revises(&["a"]),
            ]);
            let connection = &mut database.connect();
            if set.contains("AUTHORIZATION") {
                // Only a superuser may: the session goes on as it was.
            } else {
                let login = format!("SET SESSION AUTHORIZATION {}", logins.login);
                connection.batch_execute(&login).unwrap();
            }
            let before = session(connection);
            let result = run::<Postgres>(connection, "head", mode);
            assert_eq!(result, Ok(vec!["b"]), "{set}, {mode:?}");
            assert_eq!(session(connection), before, "{set}, {mode:?}");
            let owner = "SELECT tableowner AS text FROM pg_tables WHERE tablename = 'one'";
            assert_eq!(
                Postgres::texts(connection, owner),
                std::slice::from_ref(&logins.owner)
            );
            let current = Postgres::texts(connection, "SELECT current_user::text AS text");
            assert_eq!(Postgres::texts(connection, FOUND), current, "{set}");
            drop(database);
        }
    }
}

/// The application has taken on a role itself, and set what that role may not: both stay.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_role_that_the_application_took_on() {
    for mode in [
        Mode::Each,
        Mode::WithoutTransaction,
        Mode::InOne,
        Mode::InTheCallers,
    ] {
        let database = Postgres::create();
        let logins = Logins::new(&database);
        let first = rev("a", "RESET ROLE;\nCREATE TABLE one (id INT);\n");
        choose(&[match mode {
            Mode::WithoutTransaction => first.without_transaction(),
            _ => first,
        }]);
        let connection = &mut database.connect();
        let sql = format!(
            "SET session_replication_role = replica; SET ROLE {}",
            logins.login
        );
        connection.batch_execute(&sql).unwrap();
        let before = session(connection);
        let result = run::<Postgres>(connection, "head", mode);
        assert_eq!(result, Ok(vec!["a"]), "{mode:?}");
        assert_eq!(session(connection), before, "{mode:?}");
        drop(database);
    }
}

/// What the caller set for its transaction alone ends with it.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_the_callers_local_settings_stay_local() {
    choose(&[rev(
        "a",
        "SET statement_timeout = '5s';\nCREATE TABLE one (id INT);\n",
    )]);
    let database = Postgres::create();
    let connection = &mut database.connect();
    let setting = |connection: &mut PgConnection, name: &str| {
        Postgres::texts(
            connection,
            &format!("SELECT current_setting('{name}') AS text"),
        )
    };
    connection
        .transaction::<_, diesel::result::Error, _>(|connection| {
            connection
                .batch_execute("SET LOCAL lock_timeout = '3s'; SET LOCAL work_mem = '2MB'")?;
            Migrator::<Chosen>::new().run(connection).unwrap();
            assert_eq!(setting(connection, "lock_timeout"), ["3s"]);
            assert_eq!(setting(connection, "statement_timeout"), ["0"]);
            Ok(())
        })
        .unwrap();
    assert_eq!(setting(connection, "lock_timeout"), ["0"]);
    assert_ne!(setting(connection, "work_mem"), ["2MB"]);
    assert_eq!(setting(connection, "statement_timeout"), ["0"]);
}

/// Triggers that are deferred fire with the script's settings.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_what_is_deferred_sees_the_scripts_settings() {
    choose(&[rev(
        "a",
        "CREATE SCHEMA app;\nCREATE TABLE app.one (id INT);\nCREATE TABLE app.log (id INT);\n\
         CREATE FUNCTION app.logs() RETURNS trigger LANGUAGE plpgsql AS \
         'BEGIN INSERT INTO log VALUES (NEW.id); RETURN NULL; END';\n\
         CREATE CONSTRAINT TRIGGER logs AFTER INSERT ON app.one DEFERRABLE INITIALLY DEFERRED \
         FOR EACH ROW EXECUTE FUNCTION app.logs();\n\
         SET search_path = app;\nINSERT INTO one VALUES (7);\n",
    )]);
    let database = Postgres::create();
    let connection = &mut database.connect();
    assert_eq!(
        run::<Postgres>(connection, "head", Mode::Each),
        Ok(vec!["a"])
    );
    let rows = Postgres::texts(connection, "SELECT id::text AS text FROM app.log");
    assert_eq!(rows, ["7"]);
}

/// A downgrade and a stamp leave the session alone, too.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_downgrade_and_a_stamp() {
    choose(&[
        rev("a", "CREATE TABLE one (id INT);\n")
            .down("SET lock_timeout = '9s';\nDROP TABLE one;\n"),
        rev("b", "SELECT 1;\n")
            .revises(&["a"])
            .down("SET client_encoding = 'LATIN1';\nSET statement_timeout = '8s';\n"),
    ]);
    let database = Postgres::create();
    let connection = &mut database.connect();
    lend(connection);
    let before = session(connection);
    let migrator = Migrator::<Chosen>::new;
    migrator().run(connection).unwrap();
    migrator().downgrade("base").run(connection).unwrap();
    assert_eq!(session(connection), before);
    migrator().stamp(connection, ["head"]).unwrap();
    assert_eq!(session(connection), before);
    // With nothing to do, too.
    migrator().run(connection).unwrap();
    assert_eq!(session(connection), before);
}

/// Each tenant has its record in its own schema, the first of the search path; the one that stands
/// further on is another's.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_a_tenant_beside_another() {
    choose(&[
        rev("a", "CREATE TABLE one (id INT);\n"),
        rev("b", "CREATE TABLE two (id INT);\n").revises(&["a"]),
    ]);
    let database = Postgres::create();
    let connection = &mut database.connect();
    assert_eq!(
        run::<Postgres>(connection, "head", Mode::Each),
        Ok(vec!["b"])
    );
    let sql = "CREATE SCHEMA tenant2; CREATE SCHEMA tenant3; CREATE SCHEMA \"Tenant 4\"";
    connection.batch_execute(sql).unwrap();
    for path in [
        "tenant2, public",
        "\"$user\", tenant3, tenant2, public",
        "missing, \"Tenant 4\", public",
    ] {
        connection
            .batch_execute(&format!("SET search_path = {path}"))
            .unwrap();
        let current = Migrator::<Chosen>::new().current(connection).unwrap();
        assert!(current.applied.is_empty(), "{path}");
        assert_eq!(
            run::<Postgres>(connection, "a", Mode::Each),
            Ok(vec!["a"]),
            "{path}"
        );
        let report = Migrator::<Chosen>::new().run(connection).unwrap();
        assert_eq!((report.heads, report.steps.len()), (vec!["b"], 1), "{path}");
        assert!(
            Migrator::<Chosen>::new()
                .run(connection)
                .unwrap()
                .steps
                .is_empty()
        );
    }
    let tables = "SELECT n.nspname || '.' || relname AS text FROM pg_class c JOIN pg_namespace n \
                  ON n.oid = relnamespace WHERE relname = 'two' ORDER BY 1";
    let expected = ["Tenant 4.two", "public.two", "tenant2.two", "tenant3.two"];
    assert_eq!(Postgres::texts(connection, tables), expected);
}

/// What a sequence gave in an earlier revision is not there for the next, at once or one by one.
#[test]
#[ignore = "needs a PostgreSQL server: tests/run"]
fn postgres_the_last_value_of_a_sequence() {
    for last in ["currval('numbers')", "lastval()"] {
        choose(&[
            rev(
                "a",
                "CREATE SEQUENCE numbers;\nSELECT nextval('numbers');\n",
            ),
            rev("b", &format!("SELECT {last};\n")).revises(&["a"]),
        ]);
        let query = "SELECT version::text AS text FROM __diesel_schema_migrations";
        let mode = Mode::Each;
        let (result, rows) = the_same_both_ways::<Postgres>(&|_| (), &session, query, mode, last);
        assert!(result.is_err(), "{last}");
        assert_eq!(rows, ["a"], "{last}");
    }
}
