//! The SQL that keeps the record.

use crate::backend::{Engine, Tables};
use migrate_graph::Direction;
use std::marker::PhantomData;
use std::time::Duration;

/// Writes the statements that record steps in one database.
pub(crate) struct Recorder<'t, C> {
    tables: &'t Tables,
    executed_by: Option<&'t str>,
    engine: PhantomData<fn(C)>,
}

/// What is recorded of a step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry<'a> {
    pub(crate) revision: &'a str,
    pub(crate) operation: Operation,
    pub(crate) checksum: Option<&'a str>,
}

/// What was done with a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operation {
    Upgrade,
    Downgrade,
    Stamp,
}

impl Operation {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Operation::Upgrade => "upgrade",
            Operation::Downgrade => "downgrade",
            Operation::Stamp => "stamp",
        }
    }
}

impl From<Direction> for Operation {
    fn from(direction: Direction) -> Self {
        match direction {
            Direction::Up => Operation::Upgrade,
            Direction::Down => Operation::Downgrade,
        }
    }
}

/// When a step ran.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Timing {
    /// It runs in the message that this record is part of.
    ByServer,
    /// It has run since its row began.
    SinceStart,
    /// It took so long and ended so long ago.
    Measured { took: Duration, ago: Duration },
}

impl Timing {
    /// It took so long, until now, or the server has to tell.
    pub(crate) fn just_now(took: Option<Duration>) -> Self {
        took.map_or(Timing::ByServer, |took| Timing::Measured {
            took,
            ago: Duration::ZERO,
        })
    }
}

impl<'t, C: Engine> Recorder<'t, C> {
    pub(crate) fn new(tables: &'t Tables, executed_by: Option<&'t str>) -> Self {
        Recorder {
            tables,
            executed_by,
            engine: PhantomData,
        }
    }

    /// The change of the set of applied revisions.
    pub(crate) fn apply_all(&self, revisions: &[&str], direction: Direction) -> String {
        let versions = &self.tables.versions;
        let listed = |separator: &str| {
            let literals: Vec<String> = revisions.iter().map(|id| C::literal(id)).collect();
            literals.join(separator)
        };
        match direction {
            Direction::Up => {
                format!(
                    "INSERT INTO {versions} (version) VALUES ({})",
                    listed("), (")
                )
            }
            Direction::Down => {
                format!("DELETE FROM {versions} WHERE version IN ({})", listed(", "))
            }
        }
    }

    /// Rows of finished steps; the error is that of all of them.
    pub(crate) fn finished(&self, rows: &[(Entry<'_>, Timing)], error: Option<&str>) -> String {
        let mut sql = format!(
            "INSERT INTO {} (revision, operation, started_at, completed_at, duration_seconds, \
             success, error_message, executed_by, checksum) VALUES ",
            self.tables.history
        );
        for (at, (entry, timing)) in rows.iter().enumerate() {
            let [started, completed, seconds] = clock::<C>(*timing);
            sql.push_str(if at == 0 { "" } else { ", " });
            sql.push_str(&format!(
                "({}, '{}', {started}, {completed}, {seconds}, {}, {}, {}, {})",
                C::literal(entry.revision),
                entry.operation.name(),
                if error.is_none() { "TRUE" } else { "FALSE" },
                optional::<C>(error),
                self.executed_by(),
                optional::<C>(entry.checksum),
            ));
        }
        sql
    }

    /// The row of a step that begins and can't be undone by a rollback: what a crash leaves
    /// behind is seen in it.
    pub(crate) fn intent(&self, entry: Entry<'_>) -> String {
        self.begun(entry, Timing::just_now(Some(Duration::ZERO)))
    }

    /// The same of one whose script is done, and which goes on.
    pub(crate) fn begun(&self, entry: Entry<'_>, timing: Timing) -> String {
        let [started, ..] = clock::<C>(timing);
        format!(
            "INSERT INTO {} (revision, operation, started_at, success, executed_by, checksum) \
             VALUES ({}, '{}', {}, FALSE, {}, {})",
            self.tables.history,
            C::literal(entry.revision),
            entry.operation.name(),
            started,
            self.executed_by(),
            optional::<C>(entry.checksum),
        )
    }

    /// Completes the row of a step that began.
    pub(crate) fn complete(&self, revision: &str, timing: Timing, error: Option<&str>) -> String {
        let [_, completed, seconds] = clock::<C>(timing);
        format!(
            "UPDATE {} SET completed_at = {completed}, duration_seconds = {seconds}, \
             success = {}, error_message = {} WHERE revision = {} AND completed_at IS NULL",
            self.tables.history,
            if error.is_none() { "TRUE" } else { "FALSE" },
            optional::<C>(error),
            C::literal(revision),
        )
    }

    /// Completes every row of steps that were cut off.
    pub(crate) fn close_unfinished(&self, error: &str) -> String {
        format!(
            "UPDATE {} SET completed_at = {}, error_message = {} WHERE completed_at IS NULL",
            self.tables.history,
            C::ago(Duration::ZERO),
            C::literal(error),
        )
    }

    fn executed_by(&self) -> String {
        match self.executed_by {
            // The column has 255 characters, and a name must not fail a migration.
            Some(name) => C::literal(&name.chars().take(255).collect::<String>()),
            None => C::user(),
        }
    }
}

fn clock<C: Engine>(timing: Timing) -> [String; 3] {
    match timing {
        Timing::ByServer => C::server_clock(),
        Timing::SinceStart => [
            "started_at".to_owned(),
            C::ago(Duration::ZERO),
            C::seconds_since("started_at"),
        ],
        Timing::Measured { took, ago } => [
            C::ago(ago + took),
            C::ago(ago),
            format!("{:.6}", took.as_secs_f64()),
        ],
    }
}

fn optional<C: Engine>(text: Option<&str>) -> String {
    text.map_or_else(|| "NULL".to_owned(), C::literal)
}
