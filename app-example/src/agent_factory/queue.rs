//! The queue of executions, with an enum type of PostgreSQL as an enum of Rust.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::dsl::count;
use diesel::prelude::*;

/// Which execution goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, FromSqlRow)]
#[allow(missing_docs)]
pub enum Priority {
    Low,
    Normal,
    High,
    Urgent,
}

impl Priority {
    fn read(word: &[u8]) -> deserialize::Result<Self> {
        match word {
            b"low" => Ok(Priority::Low),
            b"normal" => Ok(Priority::Normal),
            b"high" => Ok(Priority::High),
            b"urgent" => Ok(Priority::Urgent),
            _ => Err(format!("`{}` is not a priority", String::from_utf8_lossy(word)).into()),
        }
    }
}

/// The type is the one that `embed!` made of `CREATE TYPE execution_priority`.
#[cfg(feature = "postgres")]
impl FromSql<super::migrations::schema::postgres::sql_types::ExecutionPriority, diesel::pg::Pg>
    for Priority
{
    fn from_sql(value: diesel::pg::PgValue<'_>) -> deserialize::Result<Self> {
        Self::read(value.as_bytes())
    }
}

/// SQLite has no enum types: the words are text.
#[cfg(feature = "sqlite")]
impl FromSql<diesel::sql_types::Text, diesel::sqlite::Sqlite> for Priority {
    fn from_sql(
        value: <diesel::sqlite::Sqlite as diesel::backend::Backend>::RawValue<'_>,
    ) -> deserialize::Result<Self> {
        type Text = diesel::sql_types::Text;
        let word = <String as FromSql<Text, diesel::sqlite::Sqlite>>::from_sql(value)?;
        Self::read(word.as_bytes())
    }
}

/// What is asked of a connection.
pub trait Queue {
    /// Counts the executions that wait, by priority.
    ///
    /// # Errors
    ///
    /// What the database says.
    fn waiting(&mut self) -> QueryResult<Vec<(Priority, i64)>>;
}

macro_rules! queue {
    ($feature:literal, $connection:ty, $tables:ident) => {
        #[cfg(feature = $feature)]
        const _: () = {
            use super::migrations::schema::$tables::execution_queue;

            impl Queue for $connection {
                fn waiting(&mut self) -> QueryResult<Vec<(Priority, i64)>> {
                    execution_queue::table
                        .group_by(execution_queue::priority)
                        .order(execution_queue::priority)
                        .select((
                            execution_queue::priority,
                            count(execution_queue::execution_id),
                        ))
                        .load(self)
                }
            }
        };
    };
}

queue!("sqlite", SqliteConnection, sqlite);
queue!("postgres", PgConnection, postgres);
