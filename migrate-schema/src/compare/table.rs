//! Two tables of one name.
use super::constraint::{Own, is_comment, names_differ};
use super::expression::{is_null, surely_differ};
use super::{Comparison, Side, definition};
use crate::Dialect;
use crate::model::{BaseType, Column, DataType, ObjectId, StoredExpression};
use crate::sqlite::affinity::affinity;
use crate::{Missing, Schema, names};
use migrate_sql::statement::Kind;
use std::collections::BTreeMap;

impl<'s> Comparison<'s> {
    /// Compares what two tables are made of; views have some of it too.
    pub(super) fn tables(&mut self, old: Own<'s>, new: Own<'s>) {
        self.columns(old, new);
        self.constraints(old, new);
        self.indexes(old, new);
        self.triggers(old, new);
        self.policies(old, new);
        self.table_properties(old, new);
    }

    fn columns(&mut self, old: Own<'s>, new: Own<'s>) {
        let dialect = old.side.schema.dialect;
        let what = |own: Own<'s>, column: &Column| Missing {
            kind: Kind::Column,
            of: Some(own.name()),
            name: own.side.say.name(&column.name),
        };
        for column in &old.table.columns {
            let line = || Some(old.side.say.column(old.id, column));
            match new.table.column(dialect, &column.name) {
                Some(other) if columns_differ((old, column), (new, other)) => {
                    let is_of_type = hold_other_values((old.side, column), (new.side, other));
                    let other = Some(new.side.say.column(new.id, other));
                    self.part(old.id, what(old, column), line(), other);
                    if let Some(found) = self.found.last_mut() {
                        found.is_of_type = is_of_type;
                    }
                }
                None if !new.table.is_open => {
                    self.part(old.id, what(old, column), line(), None);
                }
                Some(_) | None => {}
            }
        }
        for column in &new.table.columns {
            let is_new = old.table.column(dialect, &column.name).is_none();
            if is_new && !old.table.is_open {
                let line = Some(new.side.say.column(new.id, column));
                self.part(old.id, what(new, column), None, line);
            }
        }
    }

    fn triggers(&mut self, old: Own<'s>, new: Own<'s>) {
        if old.table.triggers == new.table.triggers {
            return;
        }
        let lines = |own: Own<'s>| {
            let triggers = own.table.triggers.iter();
            let lines = triggers.map(|it| {
                let name = names::key(own.side.schema.dialect, &it.name).into_owned();
                let part = Part {
                    line: own.side.say.trigger(it),
                    definition: without_table(&it.definition),
                    comment: is_comment(&it.comment).map(str::to_owned),
                };
                (name, part)
            });
            lines.collect()
        };
        self.named(Kind::Trigger, (old, lines(old)), (new, lines(new)));
    }

    fn policies(&mut self, old: Own<'s>, new: Own<'s>) {
        if old.table.policies == new.table.policies {
            return;
        }
        let lines = |own: Own<'s>| {
            let policies = own.table.policies.iter();
            let lines = policies.map(|it| {
                let part = Part {
                    line: own.side.say.policy(it),
                    definition: it.definition.clone(),
                    comment: is_comment(&it.comment).map(str::to_owned),
                };
                (it.name.clone(), part)
            });
            lines.collect()
        };
        self.named(Kind::Policy, (old, lines(old)), (new, lines(new)));
    }

    /// Parts that have a name and a definition.
    fn named(
        &mut self,
        kind: Kind,
        (old, before): (Own<'s>, BTreeMap<String, Part>),
        (new, mut after): (Own<'s>, BTreeMap<String, Part>),
    ) {
        let doubtful =
            |side: Side<'s>, name: &str| !side.schema.is_complete || side.schema.is_doubtful(name);
        let what = |own: Own<'s>, name: &str| Missing {
            kind,
            of: Some(own.name()),
            name: own.side.say.name(name),
        };
        for (name, part) in before {
            match after.remove(&name) {
                Some(other) => {
                    let definitions = (&part.definition, &other.definition);
                    if definition::surely_differ(definitions.0, definitions.1)
                        || part.comment != other.comment
                    {
                        let lines = (Some(part.line), Some(other.line));
                        self.part(old.id, what(old, &name), lines.0, lines.1);
                    }
                }
                None if doubtful(new.side, &name) => {}
                None => self.part(old.id, what(old, &name), Some(part.line), None),
            }
        }
        for (name, part) in after {
            if !doubtful(old.side, &name) {
                self.part(old.id, what(new, &name), None, Some(part.line));
            }
        }
    }

    fn table_properties(&mut self, old: Own<'s>, new: Own<'s>) {
        const CERTAIN: &[&str] = &["unlogged", "strict", "without_rowid", "without rowid"];
        let (a, b) = (old.table, new.table);
        let mut flag = |line: String, before: bool, after: bool| {
            if before != after {
                let what = Missing {
                    kind: Kind::Other,
                    of: Some(old.name()),
                    name: line.clone(),
                };
                let (before, after) = (before.then(|| line.clone()), after.then_some(line));
                self.part(old.id, what, before, after);
            }
        };
        let has = |own: Own<'s>, option: &str| own.table.options.contains_key(option);
        for option in CERTAIN {
            flag(
                format!("option {option}"),
                has(old, option),
                has(new, option),
            );
        }
        flag(
            "row security enabled".to_owned(),
            a.row_security.0,
            b.row_security.0,
        );
        flag(
            "row security forced".to_owned(),
            a.row_security.1,
            b.row_security.1,
        );
        flag(
            "partitioned".to_owned(),
            a.partition_by.is_some(),
            b.partition_by.is_some(),
        );
        let parent = |own: Own<'s>| {
            let of = own.table.partition_of.as_ref()?;
            Some(own.side.say.object_name(of.parent))
        };
        let (before, after) = (parent(old), parent(new));
        if before != after {
            for (of, is_before) in [(before, true), (after, false)] {
                if let Some(of) = of {
                    flag(format!("partition of {of}"), is_before, !is_before);
                }
            }
        }
        let parents = |own: Own<'s>| {
            let parents = own.table.inherits.iter();
            let mut names: Vec<String> = parents.map(|id| own.side.say.object_name(*id)).collect();
            names.sort();
            names
        };
        let (before, after) = (parents(old), parents(new));
        for name in before.iter().filter(|name| !after.contains(name)) {
            flag(format!("inherits {name}"), true, false);
        }
        for name in after.iter().filter(|name| !before.contains(name)) {
            flag(format!("inherits {name}"), false, true);
        }
        for rule in a.rules.keys().filter(|name| !b.rules.contains_key(*name)) {
            flag(format!("rule {rule}"), true, false);
        }
        for rule in b.rules.keys().filter(|name| !a.rules.contains_key(*name)) {
            flag(format!("rule {rule}"), false, true);
        }
    }
}

struct Part {
    line: String,
    definition: String,
    comment: Option<String>,
}

/// What surely differs between two columns of one name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ColumnChange {
    /// The type, with its length and precision.
    pub data_type: bool,
    /// Whether NULL is refused.
    pub not_null: bool,
    /// The default value.
    pub default: bool,
    /// The expression that the column is computed from.
    pub generated: bool,
    /// Whether and how the column is an identity column.
    pub identity: bool,
    /// The collation.
    pub collation: bool,
    pub(crate) comment: bool,
    pub(crate) on_update: bool,
}

/// Compares two columns, each given with its table.
pub(super) fn column_change(
    (side_a, of_a, a): (Side<'_>, ObjectId, &Column),
    (side_b, of_b, b): (Side<'_>, ObjectId, &Column),
) -> ColumnChange {
    let dialect = side_a.schema.dialect;
    // Every column has a type on MySQL: where it is not known, a query made the column, and the rest
    // of it is not known either.
    let is_made_by_query = a.data_type.is_none() || b.data_type.is_none();
    if dialect == Dialect::Mysql && is_made_by_query {
        return ColumnChange::default();
    }
    let data_type = match (&a.data_type, &b.data_type) {
        (Some(a), Some(b)) => types_differ((side_a, a), (side_b, b)),
        _ => false,
    };
    let differ = |a: Option<&StoredExpression>, b: Option<&StoredExpression>| {
        expressions_differ((side_a, of_a, a), (side_b, of_b, b))
    };
    // MySQL may give the first `timestamp` of a table a default by itself.
    let is_timestamp = |column: &Column| {
        let data_type = column.data_type.as_ref();
        dialect == Dialect::Mysql
            && data_type.and_then(DataType::built_in_name) == Some("timestamp")
    };
    let both_have = a.default.is_some() && b.default.is_some();
    let generated = match (&a.generated, &b.generated) {
        (Some(a), Some(b)) => {
            a.stored != b.stored || differ(Some(&a.expression), Some(&b.expression))
        }
        (None, None) => false,
        _ => true,
    };
    let identity = match (&a.identity, &b.identity) {
        (Some(a), Some(b)) => a.always != b.always,
        (None, None) => false,
        _ => true,
    };
    ColumnChange {
        data_type,
        not_null: a.not_null != b.not_null && !(is_timestamp(a) && is_timestamp(b))
            || a.not_null_on_conflict != b.not_null_on_conflict,
        default: (both_have || !is_timestamp(a)) && differ(a.default.as_ref(), b.default.as_ref()),
        generated,
        identity,
        collation: collations_differ(dialect, a.collation.as_deref(), b.collation.as_deref()),
        comment: is_comment(&a.comment) != is_comment(&b.comment),
        on_update: !is_timestamp(a) && a.on_update.is_some() != b.on_update.is_some(),
    }
}

/// Whether the types of two columns hold other values: SQLite has its affinities for that, and MariaDB
/// keeps `json` as a text.
fn hold_other_values((old, a): (Side<'_>, &Column), (new, b): (Side<'_>, &Column)) -> bool {
    let (Some(a), Some(b)) = (&a.data_type, &b.data_type) else {
        return false;
    };
    let names = (a.built_in_name(), b.built_in_name());
    match (old.schema.dialect, names) {
        (Dialect::Sqlite, (Some(a), Some(b))) => affinity(a) != affinity(b),
        (Dialect::Sqlite, _) => false,
        (Dialect::Mysql, (Some("json"), _) | (_, Some("json"))) => false,
        _ => types_differ((old, a), (new, b)),
    }
}

fn columns_differ(old: (Own<'_>, &Column), new: (Own<'_>, &Column)) -> bool {
    let ((old, a), (new, b)) = (old, new);
    let change = column_change((old.side, old.id, a), (new.side, new.id, b));
    change != ColumnChange::default()
}

fn collations_differ(dialect: Dialect, a: Option<&str>, b: Option<&str>) -> bool {
    let usual = |name: &&str| match dialect {
        Dialect::Postgres => *name == "default",
        Dialect::Sqlite => name.eq_ignore_ascii_case("binary"),
        Dialect::Mysql => false,
    };
    match (a.filter(|name| !usual(name)), b.filter(|name| !usual(name))) {
        (Some(a), Some(b)) => names_differ(a, b),
        (None, None) => false,
        // The table's or the database's own may be the one that is named.
        _ => dialect != Dialect::Mysql,
    }
}

/// Whether two expressions that may be missing surely differ.
pub(super) fn expressions_differ(
    (old, of, a): (Side<'_>, ObjectId, Option<&StoredExpression>),
    (new, other, b): (Side<'_>, ObjectId, Option<&StoredExpression>),
) -> bool {
    if let (Some(a), Some(b)) = (a, b)
        && a.pieces == b.pieces
        && a.columns().next().is_none()
    {
        return false;
    }
    let a = a.map(|a| old.tokens(Some(of), a)).filter(|a| !is_null(a));
    let b = b
        .map(|b| new.tokens(Some(other), b))
        .filter(|b| !is_null(b));
    match (a, b) {
        (Some(a), Some(b)) => surely_differ(&a, &b),
        (None, None) => false,
        _ => true,
    }
}

/// Whether two types surely differ.
pub(super) fn types_differ(
    (old, a): (Side<'_>, &DataType),
    (new, b): (Side<'_>, &DataType),
) -> bool {
    let dialect = old.schema.dialect;
    if (a.dimensions > 0) != (b.dimensions > 0) {
        return true;
    }
    match (&a.base, &b.base) {
        (BaseType::BuiltIn(name), BaseType::BuiltIn(other)) => {
            if name == other && a.modifiers == b.modifiers {
                return false;
            }
            let (own, other) = (usual(dialect, name), usual(dialect, other));
            own != other || modifiers(dialect, &own, a) != modifiers(dialect, &other, b)
        }
        (BaseType::Named(own), BaseType::Named(other)) => {
            old.say.object_name(*own) != new.say.object_name(*other)
        }
        (BaseType::Named(own), BaseType::BuiltIn(_)) => is_certain(old.schema, *own),
        (BaseType::BuiltIn(_), BaseType::Named(other)) => is_certain(new.schema, *other),
        _ => false,
    }
}

fn is_certain(schema: &Schema, id: ObjectId) -> bool {
    schema.get(id).is_some_and(|object| object.is_certain)
}

/// The one name of a type that has several.
fn usual(dialect: Dialect, name: &str) -> String {
    let name = name.to_lowercase();
    if dialect != Dialect::Mysql {
        return name;
    }
    let words = name.split(' ').map(|word| match word {
        "integer" => "int",
        "dec" | "numeric" | "fixed" => "decimal",
        "boolean" | "bool" => "tinyint",
        "real" => "double",
        "character" | "nchar" => "char",
        word => word,
    });
    let joined = words.collect::<Vec<_>>().join(" ");
    let joined = joined.replace("double precision", "double");
    joined.replace("char varying", "varchar")
}

fn modifiers(dialect: Dialect, name: &str, of: &DataType) -> Vec<String> {
    let is_width = |name: &str| {
        name.split(' ')
            .any(|word| word.ends_with("int") || word == "year")
    };
    let given = of.modifiers.iter().map(|text| text.replace(' ', ""));
    match dialect {
        // How wide an integer is shown is not part of the type.
        Dialect::Mysql if is_width(name) => Vec::new(),
        Dialect::Mysql | Dialect::Postgres if of.modifiers.is_empty() => match name {
            "bpchar" | "char" | "bit" => vec!["1".to_owned()],
            _ => Vec::new(),
        },
        Dialect::Postgres if name == "numeric" => {
            let mut given: Vec<String> = given.collect();
            if given.len() == 1 {
                given.push("0".to_owned());
            }
            given
        }
        // Six digits of a second are all that there are.
        Dialect::Postgres if name.starts_with("time") || name == "interval" => {
            given.filter(|text| text != "6").collect()
        }
        _ => given.collect(),
    }
}

/// The text of a trigger without the name of its table, which may have had another when the text was
/// written.
fn without_table(definition: &str) -> String {
    let mut words: Vec<&str> = definition.split_whitespace().collect();
    let mut all = words.iter();
    if let Some(on) = all.position(|word| word.eq_ignore_ascii_case("on"))
        && on + 1 < words.len()
    {
        // The dots of a name may be words of their own.
        let mut end = on + 2;
        while words.get(end) == Some(&".") {
            end += 2;
        }
        words.drain(on + 1..end.min(words.len()));
    }
    words.join(" ")
}
