//! A preview of a run, for people to read before they start it.

use crate::embedded::dialect::Dialect;
use crate::observer::StepInfo;
use crate::plan::PlannedStep;
use crate::script;

/// A step that a run would take; see [`Migrator::preview`](crate::Migrator::preview).
///
/// # Examples
///
/// ```
/// # #[cfg(feature = "sqlite")]
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use diesel::{Connection, SqliteConnection};
/// # mod migrations { migrate_runtime::embed!("migrations/notes", watch = false); }
/// # use migrations::MIGRATIONS;
/// # let mut connection = SqliteConnection::establish(":memory:")?;
/// for step in MIGRATIONS.migrator().preview(&mut connection)? {
///     println!("{} ({})", step.info.revision, step.file);
///     for statement in step.statements {
///         println!("  {}: {}", statement.line, statement.sql);
///         println!("  {}", statement.locks.unwrap_or("no lock that we know of"));
///     }
/// }
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "sqlite"))]
/// # fn main() {}
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Preview {
    /// The step.
    pub info: StepInfo,
    /// The path of the script.
    pub file: &'static str,
    /// Whether the step can be rolled back as a whole.
    pub in_transaction: bool,
    /// The statements; empty where an earlier run has executed them and only the backfill goes on.
    pub statements: Vec<PreviewStatement>,
    /// Whether an earlier run was cut off after the statements.
    pub is_begun: bool,
    /// The function that migrates data after the statements, batch by batch.
    pub backfill: Option<&'static str>,
}

/// A statement that a run would execute.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PreviewStatement {
    /// The line on which the statement starts, from 1.
    pub line: u32,
    /// The text of the statement.
    pub sql: &'static str,
    /// Whom the statement keeps waiting, in words; `None` where its first words do not tell.
    pub locks: Option<&'static str>,
}

impl Preview {
    pub(crate) fn from_step<D: Dialect>(step: &PlannedStep) -> Self {
        let texts = step.script.texts().into_iter();
        let all = step.script.statements.all();
        let statements = texts.zip(all.iter());
        let statements = statements.map(|(sql, statement)| PreviewStatement {
            line: statement.line,
            sql,
            locks: find_lock(D::NAME, sql),
        });
        Preview {
            info: step.info,
            file: step.script.file,
            in_transaction: !step.standalone,
            statements: match step.begun {
                true => Vec::new(),
                false => statements.collect(),
            },
            is_begun: step.begun,
            backfill: step.backfill.map(|backfill| backfill.path),
        }
    }
}

fn find_lock(dialect: &str, statement: &str) -> Option<&'static str> {
    let (first, second) = script::first_words(statement);
    let upper = statement.to_ascii_uppercase();
    match dialect {
        "postgres" => find_postgres_lock(&first, &second, &upper),
        "mysql" => find_mysql_lock(&first, &second),
        "sqlite" => find_sqlite_lock(&first),
        _ => None,
    }
}

/// See PostgreSQL's manual, "Explicit Locking", and the pages of the statements.
fn find_postgres_lock(first: &str, second: &str, upper: &str) -> Option<&'static str> {
    const ALL: &str =
        "nobody reads or writes the table until the end of the transaction (ACCESS EXCLUSIVE)";
    const WRITES: &str = "nobody writes the table until the end of the transaction (SHARE)";
    const NONE: &str = "reads and writes go on (SHARE UPDATE EXCLUSIVE)";
    const ROWS: &str = "nobody changes the same rows until the end of the transaction";
    let index = second == "INDEX" || second == "UNIQUE";
    let has = |words: &str| upper.contains(words);
    Some(match first {
        "CREATE" | "DROP" | "REINDEX" if has("CONCURRENTLY") => NONE,
        "CREATE" if index => WRITES,
        "CREATE" if second == "TRIGGER" => {
            "nobody writes the table until the end of the transaction (SHARE ROW EXCLUSIVE)"
        }
        "CREATE" if second == "TABLE" && has("REFERENCES") => {
            "nobody writes the tables that it refers to until the end of the transaction \
             (SHARE ROW EXCLUSIVE)"
        }
        "ALTER" if second == "TABLE" && has("VALIDATE CONSTRAINT") => NONE,
        "ALTER" if second == "TABLE" && has("FOREIGN KEY") && !has("DROP ") => {
            "nobody writes either table until the end of the transaction (SHARE ROW EXCLUSIVE)"
        }
        "ALTER" if second == "TABLE" || second == "INDEX" => ALL,
        "DROP" if matches!(second, "TABLE" | "INDEX" | "TRIGGER" | "VIEW") => ALL,
        "TRUNCATE" | "CLUSTER" | "REINDEX" => ALL,
        "VACUUM" if has("FULL") => ALL,
        "VACUUM" | "ANALYZE" => NONE,
        "REFRESH" => "nobody reads the view until the end of the transaction (ACCESS EXCLUSIVE)",
        "UPDATE" | "DELETE" | "MERGE" => ROWS,
        _ => return None,
    })
}

fn find_mysql_lock(first: &str, second: &str) -> Option<&'static str> {
    Some(match first {
        "ALTER" | "DROP" | "TRUNCATE" | "RENAME" | "CREATE"
            if !(first == "CREATE" && second == "TABLE") =>
        {
            "waits for every transaction that has used the table, and all others wait behind it \
             (metadata lock)"
        }
        "UPDATE" | "DELETE" | "REPLACE" => {
            "nobody changes the same rows, or inserts between them, until the end of the transaction"
        }
        _ => return None,
    })
}

fn find_sqlite_lock(first: &str) -> Option<&'static str> {
    match first {
        "SELECT" | "PRAGMA" | "ANALYZE" => None,
        _ => Some("nobody writes the database until the end of the step (the whole file)"),
    }
}
