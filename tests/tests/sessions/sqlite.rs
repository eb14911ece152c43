//! SQLite.

use super::*;
use diesel::SqliteConnection;
use migrate_tests::databases::Sqlite;

/// What a script does to its session, and what tells of it.
const SETTINGS: &[(&str, &str)] = &[
    (
        "PRAGMA foreign_keys = OFF",
        "foreign_keys FROM pragma_foreign_keys",
    ),
    (
        "PRAGMA foreign_keys = ON",
        "foreign_keys FROM pragma_foreign_keys",
    ),
    (
        "PRAGMA legacy_alter_table = ON",
        "legacy_alter_table FROM pragma_legacy_alter_table",
    ),
    (
        "PRAGMA ignore_check_constraints = 1",
        "ignore_check_constraints FROM pragma_ignore_check_constraints",
    ),
    (
        "PRAGMA recursive_triggers(on)",
        "recursive_triggers FROM pragma_recursive_triggers",
    ),
    ("PRAGMA case_sensitive_like = ON", "'a' LIKE 'A'"),
    (
        "PRAGMA reverse_unordered_selects = ON",
        "reverse_unordered_selects FROM pragma_reverse_unordered_selects",
    ),
    (
        "PRAGMA busy_timeout = 77",
        "timeout FROM pragma_busy_timeout",
    ),
    (
        "PRAGMA cache_size = 77",
        "cache_size FROM pragma_cache_size",
    ),
    (
        "PRAGMA journal_mode = MEMORY",
        "journal_mode FROM pragma_journal_mode",
    ),
    (
        "PRAGMA journal_mode = OFF",
        "journal_mode FROM pragma_journal_mode",
    ),
    (
        "PRAGMA query_only = ON",
        "query_only FROM pragma_query_only",
    ),
    (
        "PRAGMA writable_schema = ON",
        "writable_schema FROM pragma_writable_schema",
    ),
    (
        "ATTACH ':memory:' AS leaked",
        "count(*) FROM pragma_database_list WHERE name = 'leaked'",
    ),
    (
        "ATTACH ':memory:' AS leaked;\nCREATE TABLE leaked.one (id INT)",
        "count(*) FROM pragma_database_list WHERE name = 'leaked'",
    ),
    (
        "CREATE TEMP TABLE leaked (id INTEGER PRIMARY KEY AUTOINCREMENT)",
        "count(*) FROM temp.sqlite_master WHERE name = 'leaked'",
    ),
    (
        "CREATE TEMP TABLE seen AS SELECT 1 AS v",
        "count(*) FROM temp.sqlite_master WHERE name = 'seen'",
    ),
    (
        "CREATE TEMPORARY VIEW leaked AS SELECT 1",
        "count(*) FROM temp.sqlite_master WHERE name = 'leaked'",
    ),
    (
        "CREATE TEMP TRIGGER leaked AFTER INSERT ON seen BEGIN UPDATE seen SET v = 'leaked'; END",
        "'found'",
    ),
    (
        "CREATE TEMP TABLE __diesel_schema_migrations (version)",
        "'found'",
    ),
    ("CREATE TABLE temp.migration_history (id)", "'found'"),
];

fn lend(connection: &mut SqliteConnection) {
    connection
        .batch_execute(
            "PRAGMA recursive_triggers = ON; PRAGMA cache_size = 4321; PRAGMA busy_timeout = 1234; \
             ATTACH ':memory:' AS own; CREATE TEMP TABLE own_one (id INT); \
             CREATE TABLE own.one (id INT)",
        )
        .unwrap();
}

fn session(connection: &mut SqliteConnection) -> Vec<String> {
    let pragmas = [
        "foreign_keys",
        "legacy_alter_table",
        "ignore_check_constraints",
        "recursive_triggers",
        "reverse_unordered_selects",
        "busy_timeout",
        "cache_size",
        "query_only",
        "max_page_count",
        "journal_mode",
        "writable_schema",
        "synchronous",
        "temp_store",
    ];
    let mut session: Vec<String> = (pragmas.iter())
        .map(|name| {
            let value = format!("SELECT CAST((SELECT * FROM pragma_{name}) AS TEXT) AS text");
            format!("{name} {}", Sqlite::texts(connection, &value)[0])
        })
        .collect();
    session.extend(Sqlite::texts(
        connection,
        "SELECT type || ' ' || name AS text FROM temp.sqlite_master \
         WHERE name NOT LIKE 'sqlite%' UNION ALL \
         SELECT 'database ' || name FROM pragma_database_list UNION ALL \
         SELECT 'like ' || ('a' LIKE 'A') ORDER BY 1",
    ));
    session
}

const FOUND: &str = "SELECT v AS text FROM main.seen ORDER BY 1";

#[test]
fn sqlite_what_a_revision_sets_ends_with_it() {
    assert!(is_on::<Sqlite>());
    for (setting, finding) in SETTINGS {
        for mode in [Mode::Each, Mode::WithoutTransaction, Mode::InOne] {
            let refused = mode == Mode::InOne
                && (*setting == "PRAGMA foreign_keys = OFF"
                    || setting.contains("CREATE TABLE leaked"));
            choose(&setting_then_finding(setting, finding, mode));
            if refused {
                continue;
            }
            let (result, rows) =
                the_same_both_ways::<Sqlite>(&lend, &session, FOUND, mode, setting);
            assert_eq!(result, Ok(vec!["b"]), "{setting}, {mode:?}");
            assert_ne!(rows, ["leaked"], "{setting}, {mode:?}");
        }
    }
}

#[test]
fn sqlite_what_a_failing_revision_sets_ends_with_it() {
    for (setting, _) in SETTINGS {
        for mode in [Mode::Each, Mode::WithoutTransaction] {
            let setting = format!("{setting};\nINSERT INTO missing VALUES (1)");
            choose(&setting_then_finding(&setting, "1", mode));
            let query = "SELECT operation || ' ' || success || ' ' || (completed_at IS NOT NULL) \
                         AS text FROM main.migration_history";
            let (result, rows) =
                the_same_both_ways::<Sqlite>(&lend, &session, query, mode, &setting);
            assert!(result.is_err(), "{setting}");
            assert_eq!(rows, ["upgrade 0 1"], "{setting}, {mode:?}");
        }
    }
}

/// What a script of `--sql` sets ends with its revision, too: `sqlite3` comes to the same as a run.
#[test]
#[ignore = "needs sqlite3"]
fn sqlite_client_what_a_revision_sets_ends_with_it() {
    for (setting, finding) in SETTINGS.iter().chain(SETTINGS_OF_CLIENT) {
        // The client has a time limit and caches of its own.
        let is_of_client = ["busy_timeout", "cache_size"];
        if is_of_client.iter().any(|own| setting.contains(own)) {
            continue;
        }
        for mode in [Mode::Each, Mode::WithoutTransaction] {
            choose(&setting_then_finding(setting, finding, mode));
            the_client_agrees::<Sqlite>(FOUND, mode, setting);
        }
    }
}

/// What a script may leave, in other spellings.
const SETTINGS_OF_CLIENT: &[(&str, &str)] = &[
    (
        "CREATE TEMP TABLE IF NOT EXISTS \"lea ked\" (id INT);\nALTER TABLE \"lea ked\" RENAME TO [ñ]",
        "count(*) FROM temp.sqlite_master",
    ),
    (
        "CREATE VIRTUAL TABLE temp.leaked USING fts5(t)",
        "count(*) FROM temp.sqlite_master",
    ),
    (
        "CREATE TABLE \"temp\".leaked (id INT);\nCREATE VIEW temp.w AS SELECT id FROM leaked;\n\
         CREATE TEMPORARY TRIGGER IF NOT EXISTS t AFTER INSERT ON leaked BEGIN SELECT 1; END;\n\
         CREATE INDEX temp.i ON leaked (id)",
        "count(*) FROM temp.sqlite_master",
    ),
    (
        "CREATE TEMP TABLE gone (id INT);\nDROP TABLE gone;\nCREATE TEMP VIEW gone AS SELECT 1",
        "count(*) FROM temp.sqlite_master",
    ),
    (
        "ATTACH DATABASE ':memory:' AS \"ñ\";\nATTACH ':memory:' AS two;\nDETACH DATABASE Two",
        "count(*) FROM pragma_database_list WHERE name NOT IN ('main', 'temp')",
    ),
    (
        "PRAGMA main.Recursive_Triggers = 1",
        "recursive_triggers FROM pragma_recursive_triggers",
    ),
    (
        "PRAGMA foreign_keys = OFF;\nPRAGMA foreign_keys = ON",
        "foreign_keys FROM pragma_foreign_keys",
    ),
    ("SELECT 1", "foreign_keys FROM pragma_foreign_keys"),
];

/// Rows go with what they refer to, although the client starts with foreign keys off.
#[test]
#[ignore = "needs sqlite3"]
fn sqlite_client_rows_go_as_in_a_run() {
    for before in ["", "PRAGMA foreign_keys = ON;\n"] {
        let rebuild = REBUILD.replace("{where}", "");
        choose(&[
            rev("a", &TABLES.replace("{action}", "CASCADE")),
            rev("b", &format!("PRAGMA foreign_keys = OFF;\n{rebuild}")).revises(&["a"]),
            rev("c", &format!("{before}DELETE FROM p WHERE id = 1;\n")).revises(&["b"]),
        ]);
        let rows = "SELECT id || ' ' || coalesce(p, 'none') AS text FROM c ORDER BY id";
        let left = the_client_agrees::<Sqlite>(rows, Mode::Each, before);
        assert_eq!(left, ["8 2", "9 none"], "{before}");
    }
}

/// A script in one transaction refuses what can't be turned off there, before any row is lost.
#[test]
#[ignore = "needs sqlite3"]
fn sqlite_client_no_rebuild_in_one_transaction() {
    let rebuild = REBUILD.replace("{where}", "");
    choose(&[
        rev("a", &TABLES.replace("{action}", "CASCADE")),
        rev("b", &format!("PRAGMA foreign_keys = OFF;\n{rebuild}")).revises(&["a"]),
    ]);
    let database = Sqlite::create();
    let connection = &mut database.connect();
    assert_eq!(run::<Sqlite>(connection, "a", Mode::Each), Ok(vec!["a"]));
    let script = Migrator::<Chosen>::new()
        .one_transaction()
        .sql(connection)
        .unwrap();
    let output = database.run(&script);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success(), "{script}");
    assert!(
        said.contains("foreign keys stay on in this transaction"),
        "{said}"
    );
    let rows = "SELECT CAST(count(p) AS TEXT) AS text FROM c";
    assert_eq!(Sqlite::texts(connection, rows), ["2"]);
}

const TABLES: &str = "CREATE TABLE p (id INTEGER PRIMARY KEY, t TEXT);\n\
    CREATE TABLE c (id INTEGER PRIMARY KEY, p INT REFERENCES p (id) ON DELETE {action});\n\
    INSERT INTO p VALUES (1, 'one'), (2, 'two');\nINSERT INTO c VALUES (7, 1), (8, 2), (9, NULL);\n";

const REBUILD: &str = "CREATE TABLE new_p (id INTEGER PRIMARY KEY, t TEXT NOT NULL);\n\
    INSERT INTO new_p SELECT * FROM p{where};\nDROP TABLE p;\nALTER TABLE new_p RENAME TO p;\n";

/// The rows that refer to a table are there when it was made again, in every spelling.
#[test]
fn sqlite_rebuilds_keep_their_rows() {
    for off in [
        "PRAGMA foreign_keys = OFF",
        "pragma foreign_keys=0",
        "PRAGMA foreign_keys(no)",
        "PRAGMA main.foreign_keys = false",
        "PRAGMA /* of this connection */ \"foreign_keys\" = 'off'",
    ] {
        for action in [
            "CASCADE",
            "SET NULL",
            "SET DEFAULT",
            "RESTRICT",
            "NO ACTION",
        ] {
            for (before, after) in [
                ("", ""),
                ("", "PRAGMA foreign_key_check;\nPRAGMA foreign_keys = ON;\n"),
                ("BEGIN;\n", "COMMIT;\n"),
            ] {
                let rebuild = REBUILD.replace("{where}", "");
                let script = format!("{before}{off};\n{rebuild}{after}");
                choose(&[
                    rev("a", &TABLES.replace("{action}", action)),
                    rev("b", &script).revises(&["a"]).down(&script),
                ]);
                let database = Sqlite::create();
                let connection = &mut database.connect();
                connection
                    .batch_execute("PRAGMA foreign_keys = ON")
                    .unwrap();
                let result = run::<Sqlite>(connection, "head", Mode::Each);
                assert_eq!(result, Ok(vec!["b"]), "{script}");
                Migrator::<Chosen>::new()
                    .downgrade("a")
                    .run(connection)
                    .unwrap();
                let rows = "SELECT id || ' ' || coalesce(p, 'none') AS text FROM c ORDER BY id";
                let found = Sqlite::texts(connection, rows);
                assert_eq!(found, ["7 1", "8 2", "9 none"], "{script}");
                let enforced = Sqlite::texts(
                    connection,
                    "SELECT CAST(foreign_keys AS TEXT) AS text FROM pragma_foreign_keys",
                );
                assert_eq!(enforced, ["1"]);
            }
        }
    }
}

/// Rows that lost what they refer to are named, and the step is undone; those from before don't count.
#[test]
fn sqlite_a_rebuild_that_loses_rows_is_refused() {
    let lossy = REBUILD.replace("{where}", " WHERE id <> 2");
    for orphans in ["", "INSERT INTO c VALUES (20, 99), (21, 98);\n"] {
        choose(&[
            rev("a", &TABLES.replace("{action}", "CASCADE")),
            rev("b", &format!("PRAGMA foreign_keys = off;\n{lossy}")).revises(&["a"]),
        ]);
        let database = Sqlite::create();
        let connection = &mut database.connect();
        connection
            .batch_execute("PRAGMA foreign_keys = ON")
            .unwrap();
        assert_eq!(run::<Sqlite>(connection, "a", Mode::Each), Ok(vec!["a"]));
        let sql = format!("PRAGMA foreign_keys = OFF; {orphans} PRAGMA foreign_keys = ON");
        connection.batch_execute(&sql).unwrap();
        let error = Migrator::<Chosen>::new()
            .run(connection)
            .unwrap_err()
            .explain()
            .to_string();
        assert!(
            error.contains("row 8 of `c` refers to no row of `p`"),
            "{error}"
        );
        assert!(!error.contains("row 20"), "{error}");
        let rows = "SELECT CAST(count(*) AS TEXT) AS text FROM p";
        assert_eq!(Sqlite::texts(connection, rows), ["2"]);
        // Without losing any, the old ones are no hindrance.
        choose(&[
            rev("a", &TABLES.replace("{action}", "CASCADE")),
            rev(
                "b",
                &format!(
                    "PRAGMA foreign_keys = off;\n{}",
                    REBUILD.replace("{where}", "")
                ),
            )
            .revises(&["a"]),
        ]);
        assert_eq!(run::<Sqlite>(connection, "head", Mode::Each), Ok(vec!["b"]));
    }
}

/// Inside a transaction that is open already nothing can be turned off: the step is refused before
/// anything runs, unless nothing is enforced anyway.
#[test]
fn sqlite_no_rebuild_inside_an_open_transaction() {
    let rebuild = REBUILD.replace("{where}", "");
    for enforced in ["ON", "OFF"] {
        for mode in [Mode::InOne, Mode::InTheCallers] {
            choose(&[
                rev("a", &TABLES.replace("{action}", "CASCADE")),
                rev("b", &format!("PRAGMA foreign_keys = 0;\n{rebuild}")).revises(&["a"]),
            ]);
            let database = Sqlite::create();
            let connection = &mut database.connect();
            let sql = format!("PRAGMA foreign_keys = {enforced}");
            connection.batch_execute(&sql).unwrap();
            match run::<Sqlite>(connection, "head", mode) {
                Ok(heads) => assert_eq!((heads, enforced), (vec!["b"], "OFF")),
                Err(error) => assert!(enforced == "ON" && error.contains("transaction"), "{error}"),
            }
        }
    }
}
