//! What names can stand for at a place of a statement.
use super::source::{Source, SourceColumn};
use super::types::Info;
use super::{Resolver, names};
use crate::Dialect;
use crate::model::Named;
use crate::names::same;
use crate::{Fault, Missing};
use migrate_sql::spelling::closest;
use migrate_sql::statement::{ColumnReference, Kind, Name, QualifiedName};
use std::rc::Rc;

/// All that is selected from at one level.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope<'s> {
    pub(super) sources: Vec<Rc<Source<'s>>>,
    /// The columns that can be named without a table, each once, where these are not simply all of the
    /// sources: joins put some together.
    pub(super) merged: Option<Rc<Named<SourceColumn>>>,
    /// Whether there may be other columns.
    pub(super) is_open: bool,
    /// Whether there may be other tables.
    pub(super) has_unknown: bool,
    /// Names of what is selected that can be named too, as it stands.
    pub(super) labels: Rc<Named<String>>,
    /// Names of what is being selected, which queries within it can name (MySQL).
    pub(super) labels_within: Vec<String>,
}

impl<'s> Scope<'s> {
    pub(super) fn of_sources(sources: Vec<Source<'s>>) -> Self {
        Self {
            is_open: sources.iter().any(|source| source.is_open),
            sources: sources.into_iter().map(Rc::new).collect(),
            ..Self::default()
        }
    }

    /// Puts what is selected from beside it.
    pub(super) fn with(mut self, other: Scope<'s>) -> Self {
        if self.merged.is_some() || other.merged.is_some() {
            let both = self.star().into_iter().chain(other.star());
            self.merged = Some(Rc::new(both.collect()));
        }
        self.sources.extend(other.sources);
        self.is_open |= other.is_open;
        self.has_unknown |= other.has_unknown;
        self
    }

    /// The columns that can be named without a table, each once: what `*` stands for.
    pub(super) fn star(&self) -> Vec<SourceColumn> {
        match &self.merged {
            Some(columns) => columns.iter().cloned().collect(),
            None => self.seen().flat_map(Source::all_columns).collect(),
        }
    }

    /// The first two columns of a name that can be named without a table.
    pub(super) fn columns_named(
        &self,
        dialect: Dialect,
        name: &str,
    ) -> (Option<SourceColumn>, Option<SourceColumn>) {
        if let Some(columns) = &self.merged {
            let mut found = columns.each_named(dialect, name).cloned();
            return (found.next(), found.next());
        }
        let mut found = self
            .seen()
            .flat_map(|source| source.columns_named(dialect, name));
        (found.next(), found.next())
    }

    /// Makes all columns that can be named without a table uncertain.
    pub(super) fn doubt_columns(&mut self) {
        let columns = self.star().into_iter().map(|column| SourceColumn {
            is_certain: false,
            ..column
        });
        self.merged = Some(Rc::new(columns.collect()));
    }

    fn seen(&self) -> impl Iterator<Item = &Source<'s>> {
        let seen = self.sources.iter().filter(|source| !source.is_hidden);
        seen.map(Rc::as_ref)
    }
}

/// What a name was found to be.
enum Sought {
    Column(SourceColumn),
    /// A row, a label, a column of the engine's own: nothing is known of it.
    Other,
    Unknown,
    Ambiguous,
    Missing,
}

impl Resolver<'_> {
    /// Resolves the name of a column.
    pub(super) fn column(&mut self, reference: &ColumnReference) -> Info {
        let sought = match &reference.table {
            Some(table) => self.qualified(table, &reference.name),
            None => self.unqualified(&reference.name),
        };
        match sought {
            Sought::Column(column) => {
                if let Some(own) = column.own {
                    self.own.insert(reference.name.span, own);
                    self.own_qualifier(reference);
                }
                self.uses.extend(&column.uses);
                self.is_unresolved |= !column.is_certain && column.own.is_none();
                column.info
            }
            Sought::Other => Info::default(),
            Sought::Unknown => {
                self.is_unresolved = true;
                Info::default()
            }
            Sought::Ambiguous => {
                let fault = self.ambiguous(&reference.name);
                self.fault(fault);
                Info::default()
            }
            Sought::Missing => {
                let fault = match &reference.table {
                    Some(table) => self.missing_qualified(table, &reference.name),
                    None => self.missing_column(&reference.name),
                };
                self.fault(fault);
                Info::default()
            }
        }
    }

    /// The engine keeps a column of the own table without the table's name; not so those of `new`.
    fn own_qualifier(&mut self, reference: &ColumnReference) {
        const ROWS: &[&str] = &["new", "old", "excluded"];
        if let Some(table) = &reference.table
            && !ROWS.contains(&&*table.name.text.to_ascii_lowercase())
        {
            let mut span = table.span();
            span.end = reference.name.span.start;
            self.own_qualifiers.insert(span);
        }
    }

    fn unqualified(&self, name: &Name) -> Sought {
        for (depth, scope) in self.scopes.iter().rev().enumerate() {
            let has_label = scope.labels.named(self.dialect, &name.text).is_some();
            if has_label && self.dialect == Dialect::Mysql {
                return Sought::Other;
            }
            let (found, other) = scope.columns_named(self.dialect, &name.text);
            if let Some(column) = found {
                return match other {
                    None => Sought::Column(column),
                    Some(other) if column.is_certain && other.is_certain && !scope.is_open => {
                        Sought::Ambiguous
                    }
                    Some(_) => Sought::Unknown,
                };
            }
            let is_it = |label: &String| same(self.dialect, label, &name.text);
            if has_label || depth > 0 && scope.labels_within.iter().any(is_it) {
                return Sought::Other;
            }
            if scope.is_open || scope.has_unknown {
                return Sought::Unknown;
            }
            if !scope.sources.is_empty() && names::is_system_column(self.dialect, &name.text) {
                return Sought::Other;
            }
        }
        if self.dialect == Dialect::Postgres {
            let mut sources = self.scopes.iter().rev().flat_map(|scope| &scope.sources);
            if sources.any(|source| source.has_name(self.dialect, &name.text)) {
                // The whole row: what it is used for is not known.
                return Sought::Unknown;
            }
        }
        // In SQLite a name in double quotes that is no column is a string.
        let may_be_string = self.dialect == Dialect::Sqlite && name.quoted;
        match may_be_string {
            true => Sought::Unknown,
            false => Sought::Missing,
        }
    }

    fn qualified(&self, table: &QualifiedName, name: &Name) -> Sought {
        let mut sought = Sought::Missing;
        for scope in self.scopes.iter().rev() {
            let mut sources = scope.sources.iter();
            let mut named = sources
                .by_ref()
                .filter(|source| source.has_name(self.dialect, &table.name.text))
                .peekable();
            let was_found = named.peek().is_some();
            for source in named {
                if let Some(column) = source.column(self.dialect, &name.text) {
                    return Sought::Column(column);
                }
                if source.is_open {
                    return Sought::Unknown;
                }
                if names::is_system_column(self.dialect, &name.text) {
                    return Sought::Other;
                }
            }
            if was_found && self.dialect == Dialect::Postgres {
                return match self.may_be_called(&name.text) || self.may_be_outer(table) {
                    true => Sought::Unknown,
                    false => Sought::Missing,
                };
            }
            if scope.has_unknown {
                sought = Sought::Unknown;
            }
        }
        match table.qualifiers.is_empty() {
            true => sought,
            false => Sought::Unknown,
        }
    }

    /// Whether `s.t` may be a table of the query around instead of one of that name in it.
    fn may_be_outer(&self, table: &QualifiedName) -> bool {
        let has_it = |scope: &&Scope<'_>| {
            let mut sources = scope.sources.iter();
            sources.any(|source| source.has_name(self.dialect, &table.name.text))
        };
        !table.qualifiers.is_empty() && self.scopes.iter().filter(has_it).count() > 1
    }

    /// Whether `t.f` may stand for `f(t)`.
    fn may_be_called(&self, name: &str) -> bool {
        const OF_ROWS: &[&str] = &[
            "any_value",
            "array_agg",
            "array_append",
            "array_to_json",
            "count",
            "hash_record",
            "json_agg",
            "json_agg_strict",
            "jsonb_agg",
            "jsonb_agg_strict",
            "max",
            "min",
            "mode",
            "num_nonnulls",
            "num_nulls",
            "pg_column_compression",
            "pg_column_size",
            "pg_typeof",
            "quote_literal",
            "quote_nullable",
            "record_out",
            "record_send",
            "row_to_json",
            "to_json",
            "to_jsonb",
            "json_build_array",
            "json_build_object",
            "jsonb_build_array",
            "jsonb_build_object",
            "concat",
            "format",
        ];
        OF_ROWS.contains(&name) || !self.has_no_routine(name)
    }

    fn ambiguous(&self, name: &Name) -> Fault {
        let message = format!("several tables have a column `{name}`");
        let mut tables: Vec<&str> = Vec::new();
        for scope in self.scopes.iter().rev() {
            for source in &scope.sources {
                if source.column(self.dialect, &name.text).is_some() {
                    tables.extend(source.names.first().map(|name| &**name));
                }
            }
            if !tables.is_empty() {
                break;
            }
        }
        let fault = Fault::new(migrate_sql::codes::AMBIGUOUS_COLUMN, name.span, message);
        match &tables[..] {
            [first, second, ..] => {
                fault.help(format!("write `{first}.{name}` or `{second}.{name}`"))
            }
            _ => fault,
        }
    }

    pub(super) fn missing_column(&self, name: &Name) -> Fault {
        let sources = self.scopes.last().map_or(&[][..], |scope| &scope.sources);
        let of = match sources {
            [only] => only.table.clone(),
            _ => None,
        };
        let message = match &of {
            Some(of) => format!("table `{of}` has no column `{name}`"),
            None => format!("there is no column `{name}`"),
        };
        let fault =
            Fault::new(migrate_sql::codes::UNKNOWN_COLUMN, name.span, message).missing(Missing {
                kind: Kind::Column,
                of,
                name: name.text.clone(),
            });
        let columns = self.scopes.iter().flat_map(Scope::star);
        let known: Vec<String> = columns.map(|column| column.name).collect();
        match closest(&name.text, known.iter().map(|name| &**name)) {
            Some(close) => fault.help(format!("the closest one is `{close}`")),
            None if name.quoted && self.dialect == Dialect::Postgres => {
                fault.help("a string stands in single quotes: `'…'`")
            }
            None => fault,
        }
    }

    fn missing_qualified(&self, table: &QualifiedName, name: &Name) -> Fault {
        let mut sources = self.scopes.iter().rev().flat_map(|scope| &scope.sources);
        let source = sources
            .clone()
            .find(|source| source.has_name(self.dialect, &table.name.text));
        if let Some(source) = source {
            let of = source
                .table
                .clone()
                .unwrap_or_else(|| table.name.text.clone());
            let message = format!("table `{of}` has no column `{name}`");
            let fault = Fault::new(migrate_sql::codes::UNKNOWN_COLUMN, name.span, message).missing(
                Missing {
                    kind: Kind::Column,
                    of: Some(of),
                    name: name.text.clone(),
                },
            );
            return match closest(&name.text, source.column_names()) {
                Some(close) => fault.help(format!("the closest one is `{close}`")),
                None => fault,
            };
        }
        let message = format!("no table is called `{table}` here");
        let fault = Fault::new(migrate_sql::codes::UNKNOWN_TABLE, table.span(), message);
        let renamed = sources.clone().find(|source| {
            let own = source.table.as_deref();
            own.is_some_and(|own| same(self.dialect, own, &table.name.text))
        });
        if let Some(alias) = renamed.and_then(|source| source.names.first()) {
            return fault.help(format!("the table is called `{alias}` here"));
        }
        let known: Vec<&str> = sources
            .by_ref()
            .flat_map(|source| &source.names)
            .map(|name| &**name)
            .collect();
        match closest(&table.name.text, known) {
            Some(close) => fault.help(format!("the closest one is `{close}`")),
            None => fault,
        }
    }
}
