//! Whether SQLite's rebuilds of tables keep the rows that refer to them is what `lost-rows` says: a
//! real SQLite with rows is the judge, through the runner, up and down, in every mode of a run.
use diesel::SqliteConnection;
use diesel::connection::{Connection, SimpleConnection};
use diesel_migrations::MigrationHarness;
use migrate_check::codes;
use migrate_check::source::MemoryDir;
use migrate_check::{Options, check};
use migrate_runtime::{Chain, Migrator};
use migrate_tests::chains::{Chosen, chain, choose, rev};
use migrate_tests::databases::{Sqlite, TestDatabase};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    Each,
    WithoutTransaction,
    InOne,
    InTheCallers,
}

const MODES: [Mode; 4] = [
    Mode::Each,
    Mode::WithoutTransaction,
    Mode::InOne,
    Mode::InTheCallers,
];

/// Two tables, of which `c` refers to `p`, and what it refers to.
const TABLES: &str = "CREATE TABLE p (id INTEGER PRIMARY KEY, u INT NOT NULL UNIQUE, t TEXT NOT NULL);\n\
    CREATE TABLE c (id INTEGER PRIMARY KEY, p INT REFERENCES p{key} ON DELETE {action});\n\
    CREATE INDEX p_t ON p (t);\n";
const ROWS: &str = "INSERT INTO p VALUES (1, 1, 'one'), (2, 2, 'two');\n\
    INSERT INTO c VALUES (7, 1), (8, 2), (9, NULL);\n";
const COLUMNS: &str = "(id INTEGER PRIMARY KEY, u INT NOT NULL UNIQUE, t TEXT NOT NULL)";

/// Ways to make a table again. The second part says whether what refers to it may be meant to go.
const REBUILDS: &[(&str, bool)] = &[
    (
        "CREATE TABLE n {columns};\nINSERT INTO n SELECT * FROM p;\nDROP TABLE p;\n\
         ALTER TABLE n RENAME TO p;\n",
        false,
    ),
    (
        "PRAGMA defer_foreign_keys = ON;\nCREATE TABLE n {columns};\nINSERT INTO n SELECT * FROM p;\n\
         DROP TABLE p;\nALTER TABLE n RENAME TO p;\n",
        false,
    ),
    (
        "CREATE TEMP TABLE kept AS SELECT * FROM p;\nDROP TABLE p;\nCREATE TABLE p {columns};\n\
         INSERT INTO p SELECT * FROM kept;\nDROP TABLE kept;\n",
        false,
    ),
    (
        "ALTER TABLE p RENAME TO old;\nCREATE TABLE p {columns};\nINSERT INTO p SELECT * FROM old;\n\
         DROP TABLE old;\n",
        false,
    ),
    (
        "CREATE TABLE \"ñ\" {columns} STRICT;\r\nINSERT INTO \"ñ\" SELECT * FROM p;\r\n\
         DROP TABLE IF EXISTS main.p;\r\nALTER TABLE \"ñ\" RENAME TO P;\r\n",
        false,
    ),
    (
        "CREATE TABLE n {columns} WITHOUT ROWID;\nINSERT INTO n (id, u, t) SELECT id, u, t FROM p;\n\
         DROP TABLE [p];\nALTER TABLE n RENAME TO `p`;\n",
        false,
    ),
    (
        "CREATE TABLE n (id INTEGER PRIMARY KEY, u INT NOT NULL UNIQUE, t TEXT NOT NULL, \
         g TEXT AS (upper(t)) STORED, v INT AS (u + 1));\nINSERT INTO n (id, u, t) SELECT id, u, t \
         FROM p;\nDROP TABLE p;\nALTER TABLE n RENAME TO p;\n",
        false,
    ),
    (
        "CREATE VIEW seen AS SELECT id FROM c;\n\
         CREATE TRIGGER gone AFTER DELETE ON p BEGIN DELETE FROM c; END;\n\
         CREATE TABLE n {columns};\nINSERT INTO n SELECT * FROM p;\nDROP TABLE p;\n\
         ALTER TABLE n RENAME TO p;\nDROP VIEW seen;\n",
        false,
    ),
    // With what refers to it, in the right and in the wrong order.
    (
        "CREATE TABLE n {columns};\nINSERT INTO n SELECT * FROM p;\n\
         CREATE TABLE m (id INTEGER PRIMARY KEY, p INT REFERENCES n ON DELETE {action});\n\
         INSERT INTO m SELECT * FROM c;\nDROP TABLE c;\nDROP TABLE p;\n\
         ALTER TABLE n RENAME TO p;\nALTER TABLE m RENAME TO c;\n",
        false,
    ),
    (
        "CREATE TABLE n {columns};\nINSERT INTO n SELECT * FROM p;\n\
         CREATE TABLE m (id INTEGER PRIMARY KEY, p INT REFERENCES p{key} ON DELETE {action});\n\
         INSERT INTO m SELECT * FROM c;\nDROP TABLE c;\nDROP TABLE p;\n\
         ALTER TABLE n RENAME TO p;\nALTER TABLE m RENAME TO c;\n",
        false,
    ),
    // Brought back.
    (
        "CREATE TEMP TABLE kept AS SELECT * FROM p;\nCREATE TEMP TABLE kept_c AS SELECT * FROM c;\n\
         DELETE FROM c;\nDROP TABLE p;\nCREATE TABLE p {columns};\nINSERT INTO p SELECT * FROM kept;\n\
         INSERT INTO c SELECT * FROM kept_c;\nDROP TABLE kept;\nDROP TABLE kept_c;\n",
        false,
    ),
    (
        "CREATE TEMP TABLE kept AS SELECT * FROM p;\nCREATE TEMP TABLE kept_c AS SELECT * FROM c;\n\
         DROP TABLE p;\nCREATE TABLE p {columns};\nINSERT INTO p SELECT * FROM kept;\n\
         INSERT OR REPLACE INTO c SELECT * FROM kept_c;\nDROP TABLE kept;\nDROP TABLE kept_c;\n",
        false,
    ),
    // Meant to go.
    ("DROP TABLE p;\nCREATE TABLE p {columns};\n", true),
    (
        "DELETE FROM p;\nDROP TABLE p;\nCREATE TABLE p {columns};\n\
         INSERT INTO p VALUES (1, 1, 'one');\n",
        true,
    ),
    (
        "DELETE FROM c;\nCREATE TABLE n {columns};\nINSERT INTO n SELECT * FROM p;\nDROP TABLE p;\n\
         ALTER TABLE n RENAME TO p;\n",
        true,
    ),
];

/// What a script may say of foreign keys, before and after its rebuild.
const PRAGMAS: &[(&str, &str)] = &[
    ("", ""),
    ("PRAGMA foreign_keys = OFF;\n", ""),
    (
        "pragma foreign_keys(no);\n",
        "PRAGMA foreign_key_check;\nPRAGMA foreign_keys = 1;\n",
    ),
    ("PRAGMA foreign_keys = ON;\n", ""),
];

#[test]
fn sqlite_loses_the_rows_that_the_check_says() {
    let mut counts = [0; 3];
    for action in [
        "CASCADE",
        "SET NULL",
        "SET DEFAULT",
        "RESTRICT",
        "NO ACTION",
    ] {
        for key in ["", " (u)", " (t)"] {
            for (rebuild, is_meant) in REBUILDS {
                for (before, after) in PRAGMAS {
                    let filled = |text: &str| {
                        let text = text.replace("{columns}", COLUMNS);
                        text.replace("{action}", action).replace("{key}", key)
                    };
                    let script = filled(&format!("{before}{rebuild}{after}"));
                    for is_up in [true, false] {
                        let case = Case {
                            tables: filled(TABLES),
                            script: &script,
                            is_up,
                        };
                        case.judge(key.is_empty(), *is_meant, &mut counts);
                    }
                }
            }
        }
    }
    let [lost, kept, failed] = counts;
    println!("rows were lost {lost} times, kept {kept} times; {failed} runs failed");
    assert!(lost > 300 && kept > 700 && failed > 200);
}

#[derive(Debug)]
enum Outcome {
    Kept,
    Lost,
    Failed(String),
}

/// A script that makes a table again, behind one that makes the tables.
struct Case<'c> {
    tables: String,
    script: &'c str,
    is_up: bool,
}

impl Case<'_> {
    /// Compares what the check says with what comes of runs in all modes, or in one.
    fn judge(&self, in_all_modes: bool, is_meant: bool, counts: &mut [usize; 3]) {
        let is_refused = self.is_refused();
        let [lost, kept, failed] = counts;
        let modes = if in_all_modes {
            &MODES[..]
        } else {
            &MODES[..1]
        };
        for mode in modes {
            let Case {
                tables,
                script,
                is_up,
            } = self;
            let what = format!("{mode:?}, up: {is_up}, {tables}{script}");
            match self.run(*mode) {
                Outcome::Kept => {
                    assert!(!is_refused, "false alarm: {what}");
                    *kept += 1;
                }
                Outcome::Lost => {
                    assert!(is_refused || is_meant, "not found: {what}");
                    *lost += 1;
                }
                Outcome::Failed(message) => {
                    assert!(!is_refused, "{message}: {what}");
                    *failed += 1;
                }
            }
        }
    }

    /// Whether the check refuses the script for the rows that it loses; it finds nothing else in it.
    fn is_refused(&self) -> bool {
        let Case { tables, script, .. } = self;
        let (up, down) = both(script, self.is_up);
        let dir = MemoryDir::new()
            .file("migrate.toml", SETTINGS)
            .file(
                "001_a/revision.toml",
                "revises = []\nirreversible = \"x\"\n",
            )
            .file("001_a/up.sql", tables)
            .file("002_b/revision.toml", "revises = \"001\"\n")
            .file("002_b/up.sql", up)
            .file("002_b/down.sql", down);
        let found = check(&dir, &Options::default()).diagnostics;
        for diagnostic in &found {
            let message = &diagnostic.message;
            assert!(
                diagnostic.code == codes::LOST_ROWS,
                "{tables}{script}: {message}"
            );
        }
        !found.is_empty()
    }

    /// Runs it with foreign keys on and rows that refer to the table.
    fn run(&self, mode: Mode) -> Outcome {
        let (up, down) = both(self.script, self.is_up);
        let revision = rev("b", up).revises(&["a"]).down(down);
        let revision = match mode {
            Mode::WithoutTransaction => revision.without_transaction(),
            _ => revision,
        };
        choose(&[rev("a", &self.tables), revision]);
        let connection = &mut SqliteConnection::establish(":memory:").unwrap();
        let prepared = if self.is_up { "a" } else { "b" };
        let migrator = Migrator::<Chosen>::new().target(prepared);
        migrator.run(connection).unwrap();
        let filled = format!("PRAGMA foreign_keys = OFF; {ROWS} PRAGMA foreign_keys = ON");
        connection.batch_execute(&filled).unwrap();
        let is_up = self.is_up;
        let result = match mode {
            Mode::Each | Mode::WithoutTransaction => run(connection, is_up, false),
            Mode::InOne => run(connection, is_up, true),
            Mode::InTheCallers => {
                connection.transaction(|connection| run(connection, is_up, false))
            }
        };
        if let Err(Failed(message)) = result {
            return Outcome::Failed(message);
        }
        let rows = "SELECT id || ' ' || coalesce(p, 'none') AS text FROM c ORDER BY id";
        match Sqlite::texts(connection, rows) == ["7 1", "8 2", "9 none"] {
            true => Outcome::Kept,
            false => Outcome::Lost,
        }
    }
}

/// What this is not about.
const SETTINGS: &str = "dialects = [\"sqlite\"]\n[lints]\nnot-reversed = \"allow\"\n\
    data-loss = \"allow\"\ndangling-reference = \"allow\"\n";

/// The scripts of a revision that has this one for its upgrade or for its downgrade.
fn both(script: &str, is_up: bool) -> (&str, &str) {
    match is_up {
        true => (script, NOTHING),
        false => (NOTHING, script),
    }
}

const NOTHING: &str = "SELECT 1;\n";

fn run(connection: &mut SqliteConnection, is_up: bool, in_one: bool) -> Result<(), Failed> {
    let migrator = Migrator::<Chosen>::new();
    let migrator = if in_one {
        migrator.one_transaction()
    } else {
        migrator
    };
    let result = match is_up {
        true => migrator.target("head").run(connection),
        false => migrator.downgrade("a").run(connection),
    };
    result.map(drop).map_err(|error| Failed(error.to_string()))
}

/// Why a run failed, or the transaction of its caller.
struct Failed(String);

impl From<diesel::result::Error> for Failed {
    fn from(error: diesel::result::Error) -> Self {
        Failed(error.to_string())
    }
}

/// Diesel's own harness begins the transaction, in which foreign keys can't be turned off any more: it is
/// told so, before any row is lost.
#[test]
fn sqlite_diesels_harness_loses_no_rows() {
    let tables = TABLES.replace("{key}", "").replace("{action}", "CASCADE");
    let script = format!("PRAGMA foreign_keys = OFF;\n{}", REBUILDS[0].0);
    let script = script.replace("{columns}", COLUMNS);
    for is_on in [true, false] {
        let revision = rev("b", &script).revises(&["a"]).down(&script);
        let chain: &'static Chain = Box::leak(Box::new(chain(&[rev("a", &tables), revision])));
        let connection = &mut SqliteConnection::establish(":memory:").unwrap();
        connection.run_next_migration(chain).unwrap();
        let rows = format!(
            "PRAGMA foreign_keys = OFF; {ROWS} PRAGMA foreign_keys = {}",
            if is_on { "ON" } else { "OFF" }
        );
        connection.batch_execute(&rows).unwrap();
        let result = connection.run_next_migration(chain).map(drop);
        match result {
            Ok(()) => assert!(!is_on),
            Err(error) => {
                let said = error.to_string();
                assert!(
                    is_on && said.contains("`b` turns foreign keys off"),
                    "{said}"
                );
            }
        }
        let count = "SELECT CAST(count(p) AS TEXT) AS text FROM c";
        assert_eq!(Sqlite::texts(connection, count), ["2"]);
    }
}
