//! What a name stands for.
use super::model::{BaseType, DataType, Object, ObjectId, ObjectKind, Relation, Table};
use super::{Fault, Schema, made_up_names, names};
use crate::Dialect;
use migrate_sql::codes;
use migrate_sql::statement::{QualifiedName, Span};

/// The table of what is applied, which is there before the first script runs.
const BOOKKEEPING: &str = "__diesel_schema_migrations";

/// What a name was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// This one, for certain.
    Known(ObjectId),
    /// An index of this table, for certain.
    Index(ObjectId),
    /// This one as far as is known, or none: nothing may be said of it.
    Doubtful(Option<ObjectId>),
    /// Nothing, for certain.
    Missing,
}

/// What an extension may bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Brought {
    Type,
    Function,
    Relation,
    Namespace,
    OperatorClass,
    Other,
}

impl Found {
    /// The object, certain or not.
    pub fn id(self) -> Option<ObjectId> {
        match self {
            Found::Known(id) => Some(id),
            Found::Doubtful(id) => id,
            Found::Index(_) | Found::Missing => None,
        }
    }

    /// The object, if it is certain.
    pub fn certain(self) -> Option<ObjectId> {
        match self {
            Found::Known(id) => Some(id),
            _ => None,
        }
    }
}

impl Schema {
    /// Finds a table, view, sequence or index.
    pub fn find_relation(&self, name: &QualifiedName) -> Found {
        let found = self.find(name, Brought::Relation, |schema, namespace, name| {
            let relation = schema.namespaces.get(namespace)?.relations.get(name)?;
            Some(match *relation {
                Relation::Object(id) => schema.certainty(id),
                Relation::Index(table) => match schema.object(table).is_certain {
                    true => Found::Index(table),
                    false => Found::Doubtful(None),
                },
            })
        });
        match found {
            Found::Missing if name.name.text == BOOKKEEPING => Found::Doubtful(None),
            Found::Missing if self.dialect == Dialect::Mysql && is_numbers(&name.name.text) => {
                Found::Doubtful(None)
            }
            found => found,
        }
    }

    /// Finds a type that the schema made: an enum, domain, composite or range, or a table as a row
    /// type. The engine's own are not among them, nor those that extensions bring.
    pub(crate) fn find_type(&self, name: &QualifiedName) -> Found {
        self.find(name, Brought::Type, |schema, namespace, name| {
            let namespace = schema.namespaces.get(namespace)?;
            if let Some(id) = namespace.types.get(name) {
                return Some(schema.certainty(*id));
            }
            match namespace.relations.get(name)? {
                Relation::Object(id) => match schema.object(*id).kind {
                    ObjectKind::Sequence(_) => None,
                    _ => Some(schema.certainty(*id)),
                },
                Relation::Index(_) => None,
            }
        })
    }

    /// Finds all functions of a name, in the first schema of the path that has one, and whether there
    /// can't be others. Empty and `true`: there is none for certain (but for the engine's own), nor
    /// does an extension bring one.
    pub(crate) fn find_routines(&self, name: &QualifiedName) -> (Vec<ObjectId>, bool) {
        let Some(path) = self.path(name) else {
            return (Vec::new(), false);
        };
        let key = names::key(self.dialect, &name.name.text);
        let mut is_complete = !self.may_have(&key);
        let mut found = Vec::new();
        for namespace in path {
            match self.namespaces.get(&namespace) {
                Some(namespace) => {
                    is_complete &= namespace.is_certain;
                    found.extend(namespace.routines.get(&*key).into_iter().flatten());
                }
                None => is_complete = false,
            }
        }
        // Where the schema has some, those of an extension that is not known are not thought of.
        is_complete &= match found.is_empty() {
            true => !self.may_be_brought(Brought::Function, &key),
            false => !self.is_brought(Brought::Function, &key),
        };
        let all_certain = found.iter().all(|id| self.object(*id).is_certain);
        (found, is_complete && all_certain)
    }

    /// Whether a schema is there: `None` where that can't be known.
    pub fn has_namespace(&self, name: &str) -> Option<bool> {
        match self.namespaces.get(name) {
            Some(namespace) if namespace.is_certain => Some(true),
            Some(_) => None,
            None if !self.is_complete || is_the_engines_own(self.dialect, name) => None,
            None if self.server.provided.contains(name) || self.is_doubtful(name) => None,
            None if self.may_be_brought(Brought::Namespace, name) => None,
            None => Some(false),
        }
    }

    /// The schemas that a name is looked up in, in order; `None` where that can't be known.
    pub(crate) fn path(&self, name: &QualifiedName) -> Option<Vec<String>> {
        match (name.namespace(), self.dialect) {
            (Some(namespace), Dialect::Sqlite) => Some(vec![namespace.text.to_ascii_lowercase()]),
            (Some(namespace), _) => Some(vec![namespace.text.clone()]),
            (None, Dialect::Postgres) => {
                let path = self.session.search_path.as_ref()?;
                // What goes with the session comes first, wherever there is something.
                let has_temporary = self.namespaces.contains_key("pg_temp");
                let temporary = has_temporary.then(|| "pg_temp".to_owned());
                Some(temporary.into_iter().chain(path.iter().cloned()).collect())
            }
            (None, Dialect::Sqlite) => Some(vec!["temp".to_owned(), "main".to_owned()]),
            (None, Dialect::Mysql) => Some(vec![String::new()]),
        }
    }

    /// The schema that something new without one goes to; `None` where that can't be known.
    pub fn target_namespace(&self, name: &QualifiedName) -> Option<String> {
        match (name.namespace(), self.dialect) {
            (Some(namespace), Dialect::Sqlite) => Some(namespace.text.to_ascii_lowercase()),
            (Some(namespace), _) => Some(namespace.text.clone()),
            (None, Dialect::Postgres) => {
                let path = self.session.search_path.as_ref()?;
                // The first one that exists.
                for namespace in path {
                    match self.has_namespace(namespace) {
                        Some(true) => return Some(namespace.clone()),
                        Some(false) => {}
                        None => return None,
                    }
                }
                None
            }
            (None, Dialect::Sqlite) => Some("main".to_owned()),
            (None, Dialect::Mysql) => Some(String::new()),
        }
    }

    fn find(
        &self,
        name: &QualifiedName,
        kind: Brought,
        within: impl Fn(&Schema, &str, &str) -> Option<Found>,
    ) -> Found {
        let Some(path) = self.path(name) else {
            return Found::Doubtful(None);
        };
        let key = names::key(self.dialect, &name.name.text);
        let mut is_known = name.qualifiers.len() < 2 && !self.may_have(&key);
        for namespace in &path {
            if let Some(found) = within(self, namespace, &key) {
                return match found {
                    // One that is not known may hide it.
                    Found::Known(id) if !is_known && path.len() > 1 => Found::Doubtful(Some(id)),
                    found => found,
                };
            }
            is_known &= match self.namespaces.get(namespace) {
                Some(namespace) => namespace.is_certain,
                // A schema that is not there holds nothing; the engine's own hold what we don't list.
                None => {
                    !is_the_engines_own(self.dialect, namespace)
                        && !self.server.provided.contains(namespace)
                        && !self.may_be_brought(Brought::Namespace, namespace)
                }
            };
        }
        let is_the_engines = match self.dialect {
            Dialect::Postgres => name.namespace().is_none() && key.starts_with("pg_"),
            Dialect::Sqlite => key.starts_with("sqlite_") || key.starts_with("pragma_"),
            Dialect::Mysql => name.namespace().is_some(),
        };
        let may_be = || {
            self.may_be_brought(kind, &key)
                || kind == Brought::Relation && self.may_be_made_up(&key)
        };
        match is_known && !is_the_engines && !may_be() {
            true => Found::Missing,
            false => Found::Doubtful(None),
        }
    }

    /// Whether it may be a name that PostgreSQL made up for a table that is not known for certain, or
    /// for its indexes and sequences.
    fn may_be_made_up(&self, key: &str) -> bool {
        if self.dialect != Dialect::Postgres || !made_up_names::is_made_up(key) {
            return false;
        }
        let has_more = |(_, object, table): &(ObjectId, &Object, &Table)| {
            (!object.is_certain || table.is_open) && made_up_names::is_made_up_of(key, &object.name)
        };
        self.tables().any(|found| has_more(&found))
            || self
                .doubtful
                .iter()
                .any(|name| made_up_names::is_made_up_of(key, name))
    }

    /// Says so if a text is a value of an enum that the very transaction adds: PostgreSQL takes it only
    /// after the end of that.
    pub(crate) fn new_enum_value(
        &self,
        data_type: &DataType,
        text: &str,
        span: Span,
    ) -> Option<Fault> {
        let BaseType::Named(id) = data_type.base else {
            return None;
        };
        let mut new = self.session.new_enum_values.iter().flatten();
        let is_new = new.any(|(of, value)| *of == id && value == text);
        let object = self.get(id).filter(|object| object.is_certain && is_new)?;
        if data_type.dimensions > 0 {
            return None;
        }
        let message = format!(
            "`{text}` can't be used yet: this transaction adds it to enum `{}`",
            object.name
        );
        let fault = Fault::new(codes::NEW_ENUM_VALUE, span, message);
        Some(fault.help(
            "use it in a revision behind this one, or write `transaction = false` into this one's \
             `revision.toml`",
        ))
    }

    fn certainty(&self, id: ObjectId) -> Found {
        match self.object(id).is_certain {
            true => Found::Known(id),
            false => Found::Doubtful(Some(id)),
        }
    }
}

/// Whether it is the name of a table of numbers that MariaDB makes up where it is named:
/// `seq_1_to_10`, `seq_1_to_10_step_3`.
fn is_numbers(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let Some((first, rest)) = name
        .strip_prefix("seq_")
        .and_then(|it| it.split_once("_to_"))
    else {
        return false;
    };
    let (last, step) = rest.split_once("_step_").unwrap_or((rest, "1"));
    [first, last, step].into_iter().all(is_number)
}

/// Whether a schema is there without anyone having made it, or may be.
fn is_the_engines_own(dialect: Dialect, namespace: &str) -> bool {
    match dialect {
        Dialect::Postgres => {
            namespace.starts_with("pg_")
                || namespace == "information_schema"
                || namespace == "$user"
                || namespace.starts_with("\"$user")
        }
        // An attached database; another database of the server.
        Dialect::Sqlite | Dialect::Mysql => true,
    }
}
