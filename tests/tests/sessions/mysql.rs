//! MySQL and MariaDB.

use super::*;
use diesel::MysqlConnection;
use migrate_tests::databases::Mysql;

/// What a script does to its session, and what tells of it.
const SETTINGS: &[(&str, &str)] = &[
    ("SET FOREIGN_KEY_CHECKS = 0", "@@foreign_key_checks"),
    ("SET SESSION unique_checks = OFF", "@@unique_checks"),
    ("SET @@session.sql_mode = ''", "@@sql_mode"),
    (
        "SET @@sql_mode := 'ANSI_QUOTES', @@foreign_key_checks = 0",
        "@@sql_mode",
    ),
    (
        "SET sql_mode = CONCAT(@@sql_mode, ',PIPES_AS_CONCAT')",
        "@@sql_mode",
    ),
    (
        "SET NAMES latin1",
        "CONCAT(@@character_set_client, @@collation_connection)",
    ),
    (
        "SET CHARACTER SET latin1",
        "CONCAT(@@character_set_client, @@character_set_results, @@collation_connection)",
    ),
    ("SET character_set_results = NULL", "@@character_set_client"),
    ("SET LOCAL time_zone = '+05:00'", "@@time_zone"),
    (
        "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED, READ ONLY",
        "'x'",
    ),
    (
        "SET lock_wait_timeout = 7, innodb_lock_wait_timeout = 8",
        "@@lock_wait_timeout + @@innodb_lock_wait_timeout",
    ),
    ("SET sql_safe_updates = 1", "@@sql_safe_updates"),
    ("SET sql_select_limit = 1", "@@sql_select_limit"),
    ("SET autocommit = 0", "@@autocommit"),
    ("SET group_concat_max_len = 5", "@@group_concat_max_len"),
    ("SET timestamp = 1000", "NOW() > '2000-01-01'"),
    (
        "SET auto_increment_increment = 7",
        "@@auto_increment_increment",
    ),
    ("SET lc_time_names = 'de_DE'", "@@lc_time_names"),
    (
        "/*!40014 SET FOREIGN_KEY_CHECKS=0 */",
        "@@foreign_key_checks",
    ),
    (
        "/*!40101 SET @OLD=@@SQL_MODE, SQL_MODE='NO_AUTO_VALUE_ON_ZERO' */",
        "CONCAT(@@sql_mode, COALESCE(@OLD, 'none'))",
    ),
    (
        "SET @own = 'script', @theirs = 5",
        "CONCAT_WS(' ', @own, COALESCE(@theirs, 'none'))",
    ),
    ("SELECT 5 INTO @theirs", "COALESCE(@theirs, 'none')"),
    (
        "CREATE PROCEDURE p() SET SESSION sql_mode = '', foreign_key_checks = 0;\nCALL p()",
        "CONCAT(@@sql_mode, @@foreign_key_checks)",
    ),
    (
        "SET @q = 'SET foreign_key_checks = 0';\nPREPARE q FROM @q;\nEXECUTE q;\nDEALLOCATE PREPARE q",
        "@@foreign_key_checks",
    ),
    ("SET last_insert_id = 99", "LAST_INSERT_ID()"),
    (
        "LOCK TABLES seen WRITE;\nSET unique_checks = 0",
        "@@unique_checks",
    ),
];

/// What MariaDB alone understands.
const SETTINGS_OF_MARIADB: &[(&str, &str)] =
    &[("SET STATEMENT sql_mode = '' FOR SELECT 1", "@@sql_mode")];

/// Those that the server understands.
fn settings() -> impl Iterator<Item = &'static (&'static str, &'static str)> {
    let of_mariadb = Mysql::is_mariadb().then_some(SETTINGS_OF_MARIADB);
    SETTINGS.iter().chain(of_mariadb.into_iter().flatten())
}

/// The application's own settings, of which nothing may be lost.
fn lend(connection: &mut MysqlConnection) {
    connection
        .batch_execute(
            "SET @own = 'lent', time_zone = '+03:00', sql_mode = CONCAT(@@sql_mode, ',NO_ZERO_DATE'), \
             unique_checks = 1, lock_wait_timeout = 4242",
        )
        .unwrap();
}

fn session(connection: &mut MysqlConnection) -> Vec<String> {
    let role = "SELECT CAST(COALESCE(CURRENT_ROLE(), 'none') AS CHAR) AS text";
    let mut session = Mysql::texts(connection, role);
    session.extend(Mysql::texts(
        connection,
        "SELECT CONCAT_WS(' ', DATABASE(), @own, COALESCE(@theirs, 'none'), @@sql_mode, @@time_zone, \
         @@foreign_key_checks, @@unique_checks, @@character_set_client, @@character_set_results, \
         @@collation_connection, @@autocommit, @@lock_wait_timeout, @@innodb_lock_wait_timeout, \
         @@sql_safe_updates, @@sql_select_limit, @@group_concat_max_len, @@lc_time_names, \
         @@auto_increment_increment, NOW() > '2000-01-01') AS text",
    ));
    session
}

const FOUND: &str = "SELECT v AS text FROM seen ORDER BY 1";

#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_what_a_revision_sets_ends_with_it() {
    assert!(is_on::<Mysql>());
    for (setting, finding) in settings() {
        for mode in [Mode::Each, Mode::WithoutTransaction] {
            let finding = format!("CONCAT('', {finding})");
            choose(&setting_then_finding(setting, &finding, mode));
            let (result, _) = the_same_both_ways::<Mysql>(&lend, &session, FOUND, mode, setting);
            assert_eq!(result, Ok(vec!["b"]), "{setting}, {mode:?}");
        }
    }
}

/// What a script of `--sql` sets ends with its revision, too: the client comes to the same as a run.
#[test]
#[ignore = "needs a server and mariadb"]
fn mysql_client_what_a_revision_sets_ends_with_it() {
    for (setting, finding) in settings() {
        for mode in [Mode::Each, Mode::WithoutTransaction] {
            let finding = format!("CONCAT('', {finding})");
            choose(&setting_then_finding(setting, &finding, mode));
            the_client_agrees::<Mysql>(FOUND, mode, setting);
        }
    }
}

/// A client starts as Diesel does: its time zone and encoding depend on nothing around it.
#[test]
#[ignore = "needs a server and mariadb"]
fn mysql_client_starts_as_a_run_does() {
    let fill = "INSERT INTO seen VALUES (@@time_zone), ('ñ €'), (HEX('ñ😀'));\n";
    choose(&[
        rev(
            "a",
            "CREATE TABLE seen (v VARCHAR(200)) CHARACTER SET utf8mb4;\n",
        ),
        rev(
            "b",
            &format!("SET NAMES latin1, time_zone = '+05:00';\nSET NAMES utf8mb4;\n{fill}"),
        )
        .revises(&["a"]),
        rev("c", fill).revises(&["b"]),
    ]);
    let found = the_client_agrees::<Mysql>(FOUND, Mode::Each, "start");
    let expected = [
        "+00:00",
        "+05:00",
        "C3B1F09F9880",
        "C3B1F09F9880",
        "ñ €",
        "ñ €",
    ];
    assert_eq!(found, expected);
}

/// Rows alone can be in one transaction, which the settings must not end.
#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_what_a_revision_of_rows_sets_ends_with_it() {
    for (setting, finding) in settings() {
        let is_data = ["SET", "SELECT"]
            .iter()
            .any(|word| setting.starts_with(word));
        if !is_data || setting.contains("EXECUTE") || setting.contains("autocommit") {
            continue;
        }
        for mode in [Mode::Each, Mode::InOne, Mode::InTheCallers] {
            let insert = format!("INSERT INTO seen SELECT CONCAT('', {finding});\n");
            choose(&[
                rev("a", &format!("{setting};\n{insert}")),
                rev("b", &insert).revises(&["a"]),
            ]);
            let lent = |connection: &mut MysqlConnection| {
                let sql = "CREATE TABLE IF NOT EXISTS seen (v VARCHAR(200))";
                connection.batch_execute(sql).unwrap();
                Migrator::<Chosen>::new().ensure_tables(connection).unwrap();
                lend(connection);
            };
            let (result, rows) = the_same_both_ways::<Mysql>(&lent, &session, FOUND, mode, setting);
            assert_eq!(result, Ok(vec!["b"]), "{setting}, {mode:?}");
            assert_eq!(rows.len(), 2, "{setting}, {mode:?}");
        }
    }
}

#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_what_a_failing_revision_sets_ends_with_it() {
    for (setting, _) in settings() {
        choose(&setting_then_finding(
            &format!("{setting};\nINSERT INTO missing VALUES (1)"),
            "1",
            Mode::Each,
        ));
        let query = "SELECT CONCAT(operation, ' ', success, ' ', completed_at IS NOT NULL) AS text \
                     FROM migration_history";
        let mode = Mode::Each;
        let (result, rows) = the_same_both_ways::<Mysql>(&lend, &session, query, mode, setting);
        assert!(result.is_err(), "{setting}");
        assert_eq!(rows, ["upgrade 0 1"], "{setting}");
    }
}

/// What ends with a session: a temporary table and a prepared statement.
#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_what_ends_with_the_session() {
    // MySQL has no OR REPLACE for tables.
    let or_replace = match Mysql::is_mariadb() {
        true => "CREATE OR REPLACE TEMPORARY TABLE t (a INT)",
        false => "CREATE TEMPORARY TABLE t (a INT)",
    };
    for (first, second) in [
        (
            "CREATE TEMPORARY TABLE t AS SELECT 1 AS a",
            "INSERT INTO t VALUES (2)",
        ),
        (
            "CREATE TEMPORARY TABLE IF NOT EXISTS `t t` (a INT)",
            "INSERT INTO `t t` VALUES (2)",
        ),
        (or_replace, "SELECT * FROM t"),
        ("PREPARE q FROM 'SELECT 1'", "EXECUTE q"),
        (
            "SET @s = 'SELECT 1';\nPREPARE `q` FROM @s;\nEXECUTE q",
            "EXECUTE q",
        ),
    ] {
        choose(&[
            rev("a", &format!("{first};\n")),
            rev("b", &format!("{second};\n")).revises(&["a"]),
        ]);
        let query = "SELECT version AS text FROM __diesel_schema_migrations";
        let (result, rows) = the_same_both_ways::<Mysql>(&lend, &session, query, Mode::Each, first);
        assert!(result.is_err(), "{first}");
        assert_eq!(rows, ["a"], "{first}");
    }
}

/// `USE` of another database, in which another application of the same kind keeps its record.
#[test]
#[ignore = "needs a MySQL or MariaDB server: tests/run"]
fn mysql_the_database_that_a_script_uses() {
    for has_record in [false, true] {
        for back in ["", "USE {home};\n"] {
            let other = Mysql::create();
            let name = |database: &Mysql| {
                let sql = "SELECT DATABASE() AS text";
                Mysql::texts(&mut database.connect(), sql).remove(0)
            };
            let other_name = name(&other);
            choose(&[
                rev("a", &format!("CREATE TABLE one (id INT);\nUSE `{other_name}`;\nCREATE TABLE theirs (id INT);\n{back}"))
                    .down(&format!("USE {other_name};\nDROP TABLE theirs;\n")),
                rev("b", "CREATE TABLE two (id INT);\n").revises(&["a"]).down("DROP TABLE two;\n"),
            ]);
            if has_record {
                let migrator = Migrator::<Chosen>::new();
                assert!(migrator.ensure_tables(&mut other.connect()).unwrap());
            }
            let database = Mysql::create();
            let connection = &mut database.connect();
            if !back.is_empty() {
                continue; // the name is not known to a script before
            }
            let before = session(connection);
            assert_eq!(run::<Mysql>(connection, "head", Mode::Each), Ok(vec!["b"]));
            assert_eq!(session(connection), before);
            let tables = "SELECT CONCAT(IF(table_schema = DATABASE(), 'home', 'other'), '.', \
                          table_name) AS text FROM information_schema.tables \
                          WHERE table_name IN ('one', 'two', 'theirs') AND table_schema IN \
                          (DATABASE(), '{other}') ORDER BY 1";
            let found = Mysql::texts(connection, &tables.replace("{other}", &other_name));
            assert_eq!(found, ["home.one", "home.two", "other.theirs"]);
            assert!(
                Migrator::<Chosen>::new()
                    .run(connection)
                    .unwrap()
                    .steps
                    .is_empty()
            );
            let down = Migrator::<Chosen>::new().downgrade("base").run(connection);
            assert_eq!(down.unwrap().heads, [""; 0]);
            assert_eq!(session(connection), before);
        }
    }
}
