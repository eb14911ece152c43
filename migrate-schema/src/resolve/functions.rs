//! PostgreSQL's own functions.
use super::Resolver;
use crate::Dialect;
use migrate_sql::statement::{QualifiedName, Span, TypeName};
use std::collections::HashSet;
use std::sync::OnceLock;

/// The names in `pg_proc` of PostgreSQL 15 and 18, those that the release notes of 19 add, and the
/// functions that are keywords.
const POSTGRES: &str = include_str!("postgres_functions.txt");

/// Whether PostgreSQL has a function of that name, in any version.
pub fn is_postgres_function(name: &str) -> bool {
    static NAMES: OnceLock<HashSet<&str>> = OnceLock::new();
    let names = NAMES.get_or_init(|| POSTGRES.split_ascii_whitespace().collect());
    names.contains(name)
}

impl Resolver<'_> {
    /// Whether nobody has made a function of that name, for certain.
    pub(super) fn has_no_routine(&self, name: &str) -> bool {
        let name = plain(name);
        let (found, is_complete) = self.schema.find_routines(&name);
        found.is_empty() && is_complete
    }

    /// Whether there is certainly nothing that can be called by that name with so many arguments.
    pub(super) fn is_no_function(&self, name: &QualifiedName, arguments: usize) -> bool {
        let is_postgres_function = self.dialect == Dialect::Postgres;
        if !is_postgres_function || name.qualifiers.len() > 1 {
            return false;
        }
        if let Some(namespace) = name.namespace()
            && self.schema.has_namespace(&namespace.text) != Some(true)
        {
            return false;
        }
        if name.qualifiers.is_empty()
            && is_postgres_function
            && self::is_postgres_function(&name.name.text)
        {
            return false;
        }
        let (found, is_complete) = self.schema.find_routines(name);
        // The name of a type casts one value, and makes a range of others.
        let as_type = TypeName {
            name: name.clone(),
            modifiers: Vec::new(),
            dimensions: 0,
            set_of: false,
            is_reference: false,
            span: name.span(),
        };
        let is_type = match crate::postgres_base::types::resolve(self.schema, &as_type) {
            Ok(found) => arguments > 0 || found.built_in_name().is_none(),
            Err(_) => false,
        };
        let may_be_column = arguments == 1 && self.is_named_column(&name.name.text);
        found.is_empty() && is_complete && !is_type && !may_be_column
    }

    /// Whether `f(t)` may stand for `t.f`.
    fn is_named_column(&self, name: &str) -> bool {
        let sources = self.scopes.iter().flat_map(|scope| &scope.sources);
        let mut all = sources.clone();
        all.any(|source| source.is_open || source.column(self.dialect, name).is_some())
    }
}

pub(super) fn plain(name: &str) -> QualifiedName {
    QualifiedName {
        qualifiers: Vec::new(),
        name: migrate_sql::statement::Name {
            text: name.to_owned(),
            quoted: false,
            span: Span::default(),
        },
    }
}
