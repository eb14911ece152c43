//! What the names in queries and expressions stand for, by the rules of the engine.
//!
//! Where a name may stand for something that is not known, nothing is said: see `scope`.
mod call;
mod calls;
mod conflict;
mod data;
mod expression;
mod from;
mod functions;
mod insert;
mod join;
mod names;
mod output;
mod query;
mod scope;
mod source;
mod types;
mod updatable;

pub(crate) use calls::{called_functions, calls_of, literals};
pub use functions::is_postgres_function;

use super::model::{Column, ColumnId, Columns, DataType, ObjectId, Piece, StoredExpression, Use};
use super::{Fault, Schema};
use crate::Dialect;
use migrate_sql::statement::{Expression, Query, Span, Statement};
use output::Output;
use scope::Scope;
use source::Source;
use std::collections::{BTreeMap, BTreeSet};

/// What a query gives.
#[derive(Debug, Default)]
pub(crate) struct ResolvedQuery {
    /// Its columns, as far as they are known: names, types (`None` where not known), `NOT NULL`.
    pub(crate) columns: Vec<Column>,
    /// Whether it may have columns beside those that are listed.
    pub(crate) is_open: bool,
    /// Whether they are as many as are listed, though one's name may not be known.
    pub(crate) is_counted: bool,
    /// What it refers to.
    pub(crate) uses: Vec<Use>,
    /// Whether `uses` may lack something.
    pub(crate) is_unresolved: bool,
    /// What the engine refuses it for.
    pub(crate) faults: Vec<Fault>,
}

/// What an expression over the columns of one table was found to be.
#[derive(Debug, Default)]
pub(crate) struct ResolvedExpression {
    /// To keep.
    pub(crate) stored: StoredExpression,
    /// Its type, where that is known.
    pub(crate) data_type: Option<DataType>,
    /// What the engine refuses it for.
    pub(crate) faults: Vec<Fault>,
}

/// The columns that an expression may refer to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Own<'a> {
    /// The table's name, and the names of new and old rows where there are such.
    pub(crate) tables: &'a [&'a str],
    /// Its columns.
    pub(crate) columns: &'a Columns,
    /// Whether it may have others.
    pub(crate) is_open: bool,
    /// The table, where its columns are to be among what is referred to.
    pub(crate) id: Option<ObjectId>,
}

impl Default for Own<'_> {
    fn default() -> Self {
        static NONE: Columns = Columns::new();
        Self {
            tables: &[],
            columns: &NONE,
            is_open: false,
            id: None,
        }
    }
}

/// Resolves a query that stands for itself (of a view, of `CREATE TABLE … AS`, of a script).
pub(crate) fn query(schema: &Schema, query: &Query) -> ResolvedQuery {
    query_within(schema, query, &[])
}

/// Resolves a query within which the columns of some rows can be named: `new` and `old` of a trigger,
/// a function's arguments (whose `is_open` says that there may be any).
pub(crate) fn query_within(schema: &Schema, query: &Query, rows: &[Own<'_>]) -> ResolvedQuery {
    let mut resolver = Resolver::new(schema, rows);
    let output = resolver.query(query);
    resolver.finished(output)
}

/// Resolves the query of a view of MySQL's. MariaDB makes some that compare a value with a row,
/// or have two tables of one name.
pub(crate) fn query_of_mysql_view(schema: &Schema, query: &Query) -> ResolvedQuery {
    let mut resolver = Resolver::new(schema, &[]);
    resolver.in_view = true;
    let output = resolver.query(query);
    resolver.finished(output)
}

/// Resolves an expression over the columns of one table (a check, a default, a part of an index) or
/// over none.
pub(crate) fn expression(
    schema: &Schema,
    expression: &Expression,
    own: Own<'_>,
) -> ResolvedExpression {
    let mut resolver = Resolver::new(schema, &[own]);
    let info = resolver.node(&expression.root);
    // The engine keeps a column of the own table without the table's name.
    let is_dropped = |span: Span| {
        let last = Span {
            end: u32::MAX,
            ..span
        };
        let before = resolver.own_qualifiers.range(..=last).next_back();
        before.is_some_and(|all| within(span, *all))
    };
    let mut pieces = Vec::new();
    for token in &expression.tokens {
        if is_dropped(token.span) {
            continue;
        }
        pieces.push(match resolver.own.get(&token.span) {
            Some(id) => Piece::Column(*id),
            None => Piece::Text(token.text.clone()),
        });
    }
    ResolvedExpression {
        stored: StoredExpression {
            pieces,
            uses: resolver.uses.iter().copied().collect(),
            is_open: resolver.is_unresolved,
        },
        data_type: info.data_type,
        faults: resolver.faults,
    }
}

/// Resolves a statement that reads or changes rows: `SELECT`, `INSERT`, `UPDATE`, `DELETE`, `MERGE`.
pub(crate) fn data(schema: &Schema, statement: &Statement) -> Vec<Fault> {
    data_within(schema, statement, &[]).faults
}

/// Resolves such a statement within which the columns of some rows can be named. What it returns are
/// its columns.
pub(crate) fn data_within(
    schema: &Schema,
    statement: &Statement,
    rows: &[Own<'_>],
) -> ResolvedQuery {
    let mut resolver = Resolver::new(schema, rows);
    let output = resolver.statement(statement);
    resolver.finished(output)
}

/// Resolves a statement of a trigger as SQLite does when it alters a table: it looks at the first `ON CONFLICT`
/// alone, and at all of that (`renameResolveTrigger` in `alter.c`).
pub(crate) fn data_in_altered_trigger(
    schema: &Schema,
    statement: &Statement,
    rows: &[Own<'_>],
) -> ResolvedQuery {
    let mut resolver = Resolver::new(schema, rows);
    resolver.in_altered_trigger = true;
    let output = resolver.statement(statement);
    resolver.finished(output)
}

fn within(span: Span, outer: Span) -> bool {
    outer.start <= span.start && span.end <= outer.end
}

/// What is found while a statement is walked.
struct Resolver<'s> {
    schema: &'s Schema,
    dialect: Dialect,
    faults: Vec<Fault>,
    uses: BTreeSet<Use>,
    /// Whether something could not be resolved.
    is_unresolved: bool,
    /// Columns of the own table: where they are named.
    own: BTreeMap<Span, ColumnId>,
    /// The own table's name and the dot behind it.
    own_qualifiers: BTreeSet<Span>,
    /// What names can stand for; the innermost last.
    scopes: Vec<Scope<'s>>,
    /// Common table expressions; the innermost last.
    ctes: Vec<CommonTable>,
    /// Whether what is selected from is more than one, with commas between.
    is_beside: bool,
    /// Whether it is a view of MySQL's, of which not everything is looked at when it is made.
    in_view: bool,
    /// Whether it is a trigger of SQLite's that is looked at because a table is altered.
    in_altered_trigger: bool,
}

/// A common table expression.
struct CommonTable {
    name: String,
    output: Output,
    /// What is wrong in it, for whoever selects from it: one that nobody selects from is not looked
    /// at everywhere (MySQL; elsewhere it is said at once).
    faults: Vec<Fault>,
}

impl<'s> Resolver<'s> {
    fn new(schema: &'s Schema, rows: &[Own<'s>]) -> Self {
        let mut resolver = Self {
            schema,
            dialect: schema.dialect,
            faults: Vec::new(),
            uses: BTreeSet::new(),
            is_unresolved: false,
            own: BTreeMap::new(),
            own_qualifiers: BTreeSet::new(),
            scopes: Vec::new(),
            ctes: Vec::new(),
            is_beside: false,
            in_view: false,
            in_altered_trigger: false,
        };
        if !rows.is_empty() {
            let sources = rows.iter().map(Source::of_own).collect();
            resolver.scopes.push(Scope::of_sources(sources));
        }
        resolver
    }

    /// Adds a fault, unless the same thing was found to be missing before.
    fn fault(&mut self, fault: Fault) {
        let is_known = |other: &Fault| fault.missing.is_some() && other.missing == fault.missing;
        self.is_unresolved = true;
        // There, a name that is missing is no fault at each place.
        if self.in_altered_trigger || !self.faults.iter().any(is_known) {
            self.faults.push(fault);
        }
    }

    fn finished(self, output: Output) -> ResolvedQuery {
        let is_counted = !output.is_open;
        let is_open = output.is_open || output.columns.iter().any(|column| column.name.is_none());
        let columns = output.columns.into_iter().enumerate();
        let columns = columns.map(|(n, column)| {
            let name = column.name.unwrap_or_default();
            let mut own = Column::new(&name, column.info.data_type);
            own.id = ColumnId(u32::try_from(n + 1).unwrap_or(u32::MAX));
            own.not_null = column.info.not_null;
            own
        });
        ResolvedQuery {
            columns: columns.collect(),
            is_open,
            is_counted,
            uses: self.uses.into_iter().collect(),
            is_unresolved: self.is_unresolved,
            faults: self.faults,
        }
    }
}
