//! What a rebuild of a table by hand loses beside rows: indexes, triggers, defaults, collations, keys. Where
//! a downgrade makes the table again without one of them, SQLite behaves differently afterwards, and
//! `not-reversed` has to say so; where it loses nothing, nothing may be said.

use diesel::SqliteConnection;
use diesel::connection::{Connection, SimpleConnection};
use migrate_check::codes;
use migrate_check::source::MemoryDir;
use migrate_check::{Options, check};
use migrate_runtime::Migrator;
use migrate_tests::chains::{Chosen, choose, rev};
use migrate_tests::databases::{Sqlite, TestDatabase};

const COLUMNS: &str = "id INTEGER PRIMARY KEY AUTOINCREMENT, t TEXT NOT NULL DEFAULT 'x' COLLATE NOCASE, \
    u INT UNIQUE ON CONFLICT REPLACE, n INT CHECK (n > 0), r INT REFERENCES o (id) ON DELETE CASCADE, \
    \"ñ\" INT AS (n + 1)";
const INDEX: &str = "CREATE INDEX p_t ON p (t COLLATE BINARY DESC);\n";
const UNIQUE: &str = "CREATE UNIQUE INDEX p_n ON p (n) WHERE n > 5;\n";
const TRIGGER: &str =
    "CREATE TRIGGER p_new AFTER INSERT ON p BEGIN UPDATE o SET k = k + 1 WHERE id = NEW.r; END;\n";
const ROWS: &str = "INSERT INTO o VALUES (1, 0), (2, 0);\n\
    INSERT INTO p (id, t, u, n, r) VALUES (1, 'One', 1, 7, 1), (2, 'two', 2, 2, 2);\n";

/// What the downgrade's rebuild changes: a text, and what stands in its place.
const LOSSES: &[(&str, &str)] = &[
    (INDEX, ""),
    (" COLLATE BINARY DESC", ""),
    (UNIQUE, ""),
    ("CREATE UNIQUE INDEX", "CREATE INDEX"),
    (" WHERE n > 5", ""),
    (TRIGGER, ""),
    ("AFTER INSERT", "BEFORE INSERT"),
    (" AUTOINCREMENT", ""),
    (" DEFAULT 'x'", ""),
    (" DEFAULT 'x'", " DEFAULT 'y'"),
    (" COLLATE NOCASE", ""),
    (" NOT NULL", ""),
    (" UNIQUE ON CONFLICT REPLACE", ""),
    (" ON CONFLICT REPLACE", ""),
    (" CHECK (n > 0)", ""),
    ("n > 0", "n >= 0"),
    (" REFERENCES o (id) ON DELETE CASCADE", ""),
    (" ON DELETE CASCADE", ""),
    (" AS (n + 1)", ""),
    ("\"ñ\" INT AS (n + 1)", "\"ñ\" INT AS (n + 1) STORED"),
    ("t TEXT", "t BLOB"),
    (");\nINSERT INTO", ") STRICT;\nINSERT INTO"),
];

/// What keeps everything, in other words.
const SAME: &[(&str, &str)] = &[
    ("", ""),
    ("\n", "\r\n"),
    ("CREATE", "create"),
    ("next_p", "\"näxt\""),
    ("u INT UNIQUE", "u INT CONSTRAINT once UNIQUE"),
    ("'x' COLLATE NOCASE", "('x') COLLATE nocase"),
];

/// Questions whose answers tell of the schema; each begins with the rows as they were.
const PROBES: &[&str] = &[
    "SELECT group_concat(name || type || \"notnull\" || coalesce(trim(dflt_value, '()'), '') || hidden) \
     AS text FROM pragma_table_xinfo('p')",
    "SELECT coalesce(group_concat(i.\"unique\" || i.partial || x.name || x.desc || x.coll), '') AS text \
     FROM (SELECT * FROM pragma_index_list('p') ORDER BY origin, name) AS i, \
     pragma_index_xinfo(i.name) AS x WHERE x.key",
    "SELECT coalesce(group_concat(\"table\" || \"to\" || on_delete), '') AS text \
     FROM pragma_foreign_key_list('p')",
    "SELECT CAST(strict AS TEXT) AS text FROM pragma_table_list('p')",
    "SELECT CAST(count(*) AS TEXT) AS text FROM p WHERE t = 'ONE'",
    "SELECT CAST(sum(k) AS TEXT) AS text FROM o",
    "SELECT CAST(count(*) AS TEXT) AS text FROM sqlite_sequence",
    "SELECT group_concat(id || t || u || n || r) AS text FROM (SELECT * FROM p ORDER BY id)",
];

/// Changes of rows that may be refused; what they leave is asked for, too.
const CHANGES: &[&str] = &[
    "SELECT 1",
    "INSERT INTO p (u, n, r) VALUES (3, 3, 1)",
    "INSERT INTO p (u, n, r) VALUES (2, 4, 1)",
    "INSERT INTO p (u, n, r) VALUES (3, 0, 1)",
    "INSERT INTO p (u, n, r) VALUES (3, 7, 1)",
    "INSERT INTO p (u, n, r) VALUES (3, 2, 1)",
    "INSERT INTO p (t, u, n, r) VALUES (NULL, 3, 3, 1)",
    "INSERT INTO p (t, u, n, r) VALUES (7.5, 3, 'text', 1)",
    "CREATE TRIGGER IF NOT EXISTS at AFTER INSERT ON p BEGIN UPDATE o SET k = k * 10; END; \
     INSERT INTO p (u, n, r) VALUES (3, 3, 1)",
    "CREATE TRIGGER IF NOT EXISTS at BEFORE INSERT ON p WHEN (SELECT max(k) FROM o) > 0 \
     BEGIN UPDATE o SET k = 100; END; INSERT INTO p (u, n, r) VALUES (3, 3, 1)",
];

fn rebuilt(columns: &str) -> String {
    format!(
        "PRAGMA foreign_keys = OFF;\nCREATE TABLE next_p ({columns});\n\
         INSERT INTO next_p (id, t, u, n, r) SELECT id, t, u, n, r FROM p;\n\
         DROP TABLE p;\nALTER TABLE next_p RENAME TO p;\n{INDEX}{UNIQUE}{TRIGGER}"
    )
}

fn tables() -> String {
    format!(
        "CREATE TABLE o (id INTEGER PRIMARY KEY, k INT);\nCREATE TABLE p ({COLUMNS});\n\
         {INDEX}{UNIQUE}{TRIGGER}"
    )
}

/// What SQLite answers, with all that may be done to the rows.
fn answers(connection: &mut SqliteConnection) -> Vec<String> {
    let mut answers = Vec::new();
    for change in CHANGES {
        connection.batch_execute("SAVEPOINT tried").unwrap();
        let result = connection.batch_execute(change);
        answers.push(result.map_or_else(|error| error.to_string(), |()| "done".to_owned()));
        for probe in PROBES {
            answers.extend(Sqlite::texts(connection, probe));
        }
        let undo = "ROLLBACK TO tried; RELEASE tried";
        connection.batch_execute(undo).unwrap();
    }
    answers
}

/// Whether the check says that the downgrade leaves another schema.
fn is_said(up: &str, down: &str) -> bool {
    let dir = MemoryDir::new()
        .file("migrate.toml", "dialects = [\"sqlite\"]\n")
        .file(
            "001_a/revision.toml",
            "revises = []\nirreversible = \"x\"\n",
        )
        .file("001_a/up.sql", tables())
        .file("002_b/revision.toml", "revises = \"001\"\n")
        .file("002_b/up.sql", up)
        .file("002_b/down.sql", down);
    let mut found = check(&dir, &Options::default()).diagnostics;
    found.retain(|diagnostic| diagnostic.code != codes::DATA_LOSS);
    for diagnostic in &found {
        assert_eq!(
            diagnostic.code,
            codes::NOT_REVERSED,
            "{down}: {}",
            diagnostic.message
        );
    }
    !found.is_empty()
}

/// A database with the tables and their rows, where the two scripts come next.
fn with_rows(up: &str, down: &str) -> SqliteConnection {
    choose(&[rev("a", &tables()), rev("b", up).revises(&["a"]).down(down)]);
    let mut connection = SqliteConnection::establish(":memory:").unwrap();
    let migrator = Migrator::<Chosen>::new().target("a");
    migrator.run(&mut connection).unwrap();
    connection.batch_execute(ROWS).unwrap();
    connection
}

/// Whether SQLite behaves differently after the upgrade and the downgrade; the rows are kept in any case.
fn is_different(up: &str, down: &str) -> bool {
    let connection = &mut with_rows(up, down);
    let before = answers(connection);
    Migrator::<Chosen>::new().run(connection).unwrap();
    Migrator::<Chosen>::new()
        .downgrade("a")
        .run(connection)
        .unwrap();
    let rows =
        "SELECT group_concat(id || t || u || n || r) AS text FROM (SELECT * FROM p ORDER BY id)";
    assert_eq!(
        Sqlite::texts(connection, rows),
        ["1One171,2two222"],
        "{down}"
    );
    answers(connection) != before
}

#[test]
fn sqlite_what_a_rebuild_loses_is_said() {
    let up = rebuilt(&format!("{COLUMNS}, z TEXT"));
    for (from, to) in LOSSES {
        let whole = rebuilt(COLUMNS);
        assert!(whole.contains(from), "{from}");
        let down = whole.replacen(from, to, 1);
        assert!(
            is_different(&up, &down),
            "SQLite behaves the same: {from} -> {to}"
        );
        assert!(is_said(&up, &down), "not found: {from} -> {to}");
    }
    for (from, to) in SAME {
        let down = match *from {
            "" => rebuilt(COLUMNS),
            from => rebuilt(COLUMNS).replace(from, to),
        };
        assert!(
            !is_different(&up, &down),
            "SQLite behaves differently: {from} -> {to}"
        );
        assert!(!is_said(&up, &down), "false alarm: {from} -> {to}");
    }
}

/// The numbers of rows that were deleted are given again, unless the rebuild takes the counter along. No
/// check can know of such rows.
#[test]
fn sqlite_the_counter_of_a_rebuilt_table() {
    let counted = "DELETE FROM sqlite_sequence WHERE name = 'next_p';\n\
                   INSERT INTO sqlite_sequence (name, seq) SELECT 'next_p', seq FROM sqlite_sequence \
                   WHERE name = 'p';\nDROP TABLE p";
    for (is_taken_along, next) in [(false, "3"), (true, "10")] {
        let rebuild = rebuilt(COLUMNS);
        let up = match is_taken_along {
            true => rebuild.replace("DROP TABLE p", counted),
            false => rebuild,
        };
        let connection = &mut with_rows(&up, &up);
        let deleted = "INSERT INTO p (id, n) VALUES (9, 3); DELETE FROM p WHERE id = 9";
        connection.batch_execute(deleted).unwrap();
        Migrator::<Chosen>::new().run(connection).unwrap();
        let insert = "INSERT INTO p (n) VALUES (3)";
        connection.batch_execute(insert).unwrap();
        let query = "SELECT CAST(max(id) AS TEXT) AS text FROM p";
        assert_eq!(Sqlite::texts(connection, query), [next]);
        assert!(!is_said(&up, &up), "{up}");
    }
}
