//! What a run would do, for people to read before it does.

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
    /// Its script.
    pub file: &'static str,
    /// Whether it can be rolled back as a whole.
    pub in_transaction: bool,
    /// Its statements; none where an earlier run has done them, and its backfill goes on.
    pub statements: Vec<PreviewStatement>,
    /// An earlier run was cut off behind its statements.
    pub is_begun: bool,
    /// The function that brings data along, batch by batch, behind the statements.
    pub backfill: Option<&'static str>,
}

/// A statement that a run would execute.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PreviewStatement {
    /// The line on which it starts, from 1.
    pub line: u32,
    /// Its text.
    pub sql: &'static str,
    /// Whom it keeps waiting, in words; `None` where its first words do not tell.
    pub locks: Option<&'static str>,
}

impl Preview {
    pub(crate) fn of<D: Dialect>(step: &PlannedStep) -> Self {
        let texts = step.script.texts().into_iter();
        let all = step.script.statements.all();
        let statements = texts.zip(all.iter());
        let statements = statements.map(|(sql, statement)| PreviewStatement {
            line: statement.line,
            sql,
            locks: locks(D::NAME, sql),
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

fn locks(dialect: &str, statement: &str) -> Option<&'static str> {
    let (first, second) = script::first_words(statement);
    let upper = statement.to_ascii_uppercase();
    match dialect {
        "postgres" => of_postgres(&first, &second, &upper),
        "mysql" => of_mysql(&first, &second),
        "sqlite" => of_sqlite(&first),
        _ => None,
    }
}

/// See PostgreSQL's manual, "Explicit Locking", and the pages of the statements.
fn of_postgres(first: &str, second: &str, upper: &str) -> Option<&'static str> {
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

fn of_mysql(first: &str, second: &str) -> Option<&'static str> {
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

fn of_sqlite(first: &str) -> Option<&'static str> {
    match first {
        "SELECT" | "PRAGMA" | "ANALYZE" => None,
        _ => Some("nobody writes the database until the end of the step (the whole file)"),
    }
}
