//! Compares a database's schema with that of embedded revisions, for the commands of an application. The
//! parser and the model that this needs come with the feature `compare`.

use crate::Failure;
use diesel::result::QueryResult;
use migrate_check::settings::TableNames;
use migrate_check::{Dialect, Settings, Upgrade};
#[cfg(any(feature = "mysql", feature = "postgres", feature = "sqlite"))]
use migrate_introspect::Introspect;
use migrate_introspect::Record;
use migrate_runtime::{Chain, Revision};
use migrate_schema::Schema;
use migrate_schema::compare::{Difference, compare, diff};
use std::any::Any;

/// The maximum number of lines to show.
const MOST_LINES: usize = 30;

/// The differences between a database and the revision to record, as lines of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Compared {
    /// Differences that later revisions, or the program's statements, will certainly run into.
    pub grave: Vec<String>,
    /// All other differences.
    pub other: Vec<String>,
}

/// Compares the database of a Diesel connection with the schema of these revisions. Uncertain parts are
/// not differences.
pub(crate) fn compare_database(
    connection: &mut dyn Any,
    dialect: &str,
    chain: &'static Chain,
    applied: &[&str],
) -> Result<Compared, Failure> {
    let dialects = [Dialect::Postgres, Dialect::Sqlite, Dialect::Mysql];
    let dialect = dialects.into_iter().find(|one| one.name() == dialect);
    let script = dialect.and_then(|dialect| Some((dialect, schema_script(connection, chain)?)));
    let Some((dialect, script)) = script else {
        return Err(Failure::new(
            "the schema of this kind of database can't be read here",
        ));
    };
    let script =
        script.map_err(|error| Failure::new(format!("the schema can't be read: {error}")))?;
    let (expected, head) = (
        after(chain, dialect, |id| applied.contains(&id)),
        after(chain, dialect, |_| true),
    );
    let (Some(expected), Some(head), Some(mut found)) =
        (expected, head, Schema::of_script(&script, dialect))
    else {
        return Err(Failure::new(
            "the schema could not be followed, so nothing was compared",
        ));
    };
    found.add_schema_of_record(&expected);
    Ok(split(&expected, &head, &found))
}

/// Separates the grave differences. A table that no revision creates belongs to somebody else.
pub(crate) fn split(expected: &Schema, head: &Schema, found: &Schema) -> Compared {
    let beside_head = compare(head, found);
    let is_nobodys =
        |one: &Difference| one.is_whole && one.before.is_none() && beside_head.contains(one);
    let (grave, other): (Vec<Difference>, Vec<Difference>) = compare(expected, found)
        .into_iter()
        .partition(|one| one.is_grave() && !is_nobodys(one));
    Compared {
        grave: diff(&grave, MOST_LINES),
        other: diff(&other, MOST_LINES),
    }
}

fn after(
    chain: &'static Chain,
    dialect: Dialect,
    is_applied: impl Fn(&str) -> bool,
) -> Option<Schema> {
    let revisions = chain.revisions().iter();
    let applied = revisions.filter(|revision| is_applied(revision.id));
    let upgrades: Vec<Upgrade<'_>> = applied.map(|one| upgrade(chain, dialect, one)).collect();
    let names = &chain.bookkeeping;
    let settings = Settings {
        tables: TableNames {
            schema: names.schema.map(str::to_owned),
            applied: Some(names.applied.to_owned()),
            history: Some(names.history.to_owned()),
            backfills: Some(names.backfills.to_owned()),
            alembic: names.alembic.map(str::to_owned),
        },
        ..Settings::default()
    };
    migrate_check::schema_after_upgrades(dialect, &settings, &upgrades)
}

fn upgrade(
    chain: &'static Chain,
    dialect: Dialect,
    revision: &'static Revision,
) -> Upgrade<'static> {
    let scripts = match dialect {
        Dialect::Postgres => &revision.postgres,
        Dialect::Sqlite => &revision.sqlite,
        Dialect::Mysql => &revision.mysql,
    };
    Upgrade {
        script: scripts.as_ref().map(|scripts| scripts.up.sql),
        in_transaction: revision.transaction,
        has_step: chain.backfill_of(revision.id).is_some(),
    }
}

/// Returns the schema of a database as a script; `None` for an unknown type of connection.
fn schema_script(connection: &mut dyn Any, chain: &Chain) -> Option<QueryResult<String>> {
    let names = &chain.bookkeeping;
    let mut tables = vec![names.applied, names.history, names.backfills];
    tables.extend(names.alembic);
    let record = Record {
        tables: &tables,
        schema: names.schema,
    };
    #[cfg(feature = "postgres")]
    if let Some(connection) = connection.downcast_mut::<diesel::PgConnection>() {
        return Some(connection.schema_script_without(&record));
    }
    #[cfg(feature = "sqlite")]
    if let Some(connection) = connection.downcast_mut::<diesel::SqliteConnection>() {
        return Some(connection.schema_script_without(&record));
    }
    #[cfg(feature = "mysql")]
    if let Some(connection) = connection.downcast_mut::<diesel::MysqlConnection>() {
        return Some(connection.schema_script_without(&record));
    }
    let _ = (connection, record);
    None
}
