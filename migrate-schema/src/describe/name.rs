//! Names, texts and types.
use super::Describer;
use crate::Dialect;
use crate::model::{BaseType, ColumnId, DataType, ObjectId, ObjectKind, Use};
use crate::postgres_base::types::hides as hides_type;

/// What stands for something that is gone.
const GONE: &str = "?";

/// Words that follow a type in the line of a column: a type named so stands in quotes.
pub(super) const AFTER_TYPE: &[&str] = &[
    "not",
    "constraint",
    "default",
    "generated",
    "identity",
    "collate",
    "on",
    "comment",
];

impl Describer<'_> {
    /// A name.
    pub fn name(self, name: &str) -> String {
        match is_plain(self.schema.dialect, name) {
            true => name.to_owned(),
            false => in_quotes(name, '"'),
        }
    }

    /// Names, separated by commas.
    pub(super) fn names<'n>(self, names: impl IntoIterator<Item = &'n str>) -> String {
        let names = names.into_iter().map(|name| self.name(name));
        names.collect::<Vec<_>>().join(", ")
    }

    /// A name with its schema, where that is not the one that is always meant.
    pub(crate) fn qualified(self, namespace: &str, name: &str) -> String {
        let is_meant = match self.schema.dialect {
            // For people: what is nearly always meant.
            Dialect::Postgres => !self.full && namespace == "public",
            Dialect::Sqlite => namespace == "main",
            Dialect::Mysql => namespace.is_empty(),
        };
        match is_meant {
            true => self.name(name),
            false => format!("{}.{}", self.name(namespace), self.name(name)),
        }
    }

    /// The name of an object, with its schema; that of a function with the types of its arguments.
    pub fn object_name(self, id: ObjectId) -> String {
        let Some(object) = self.schema.get(id) else {
            return GONE.to_owned();
        };
        let name = self.qualified(&object.namespace, &object.name);
        match &object.kind {
            ObjectKind::Routine(routine) => {
                let inputs = routine
                    .parameters
                    .iter()
                    .filter(|parameter| !matches!(parameter.mode, "out" | "table"));
                let types = inputs.map(|parameter| self.data_type(&parameter.data_type));
                format!("{name}({})", types.collect::<Vec<_>>().join(", "))
            }
            _ => name,
        }
    }

    /// The name of a column of an object.
    pub(super) fn column_name(self, of: ObjectId, column: ColumnId) -> String {
        let object = self.schema.get(of);
        let found = object.and_then(|object| object.columns().by_id(column));
        found.map_or(GONE.to_owned(), |column| self.name(&column.name))
    }

    /// Names of columns of an object, in brackets.
    pub(super) fn column_names(self, of: ObjectId, columns: &[ColumnId]) -> String {
        let names = columns.iter().map(|column| self.column_name(of, *column));
        format!("({})", names.collect::<Vec<_>>().join(", "))
    }

    /// A type; empty for one that was left out (SQLite).
    pub fn data_type(self, data_type: &DataType) -> String {
        let mut text = match &data_type.base {
            BaseType::BuiltIn(name) => self.built_in(name),
            BaseType::Named(id) => self.type_name(*id),
            BaseType::Unknown {
                namespace: Some(namespace),
                name,
            } => format!("?{}.{}", self.name(namespace), self.name(name)),
            BaseType::Unknown { name, .. } => format!("?{}", self.name(name)),
        };
        if !data_type.modifiers.is_empty() {
            let modifiers = data_type.modifiers.iter().map(|text| escaped(text));
            let modifiers = modifiers.collect::<Vec<_>>().join(", ");
            text.push_str(&format!("({modifiers})"));
        }
        text.push_str(&"[]".repeat(data_type.dimensions.into()));
        text
    }

    /// The name of a type of the schema, as it has to be written to be found.
    fn type_name(self, id: ObjectId) -> String {
        match self.schema.get(id) {
            Some(object) if object.namespace == "public" && hides_type(&object.name) => {
                format!("public.{}", self.name(&object.name))
            }
            _ => self.object_name(id),
        }
    }

    /// A type of the engine's own, as people write it.
    fn built_in(self, name: &str) -> String {
        if self.schema.dialect == Dialect::Postgres {
            let known = POSTGRES_TYPES.iter().find(|(own, _)| *own == name);
            if let Some((_, written)) = known {
                return (*written).to_owned();
            }
        }
        let mut words = name.split(' ');
        let is_plain = name.is_empty()
            || words.all(|word| {
                let starts = word.starts_with(|c: char| c.is_alphabetic() || c == '_');
                let goes_on = |c: char| c.is_alphanumeric() || c == '_';
                let ends = AFTER_TYPE.iter().any(|end| word.eq_ignore_ascii_case(end));
                starts && word.chars().all(goes_on) && !ends
            });
        match is_plain {
            true => name.to_owned(),
            false => in_quotes(name, '"'),
        }
    }

    /// What an object refers to, as a mark.
    pub(super) fn uses(self, line: &mut String, uses: &[Use]) {
        if !self.full || uses.is_empty() {
            return;
        }
        let one = |used: &Use| match *used {
            Use::Object(id) => self.object_name(id),
            Use::Column(id, column) => {
                format!("{}.{}", self.object_name(id), self.column_name(id, column))
            }
        };
        let mut uses: Vec<String> = uses.iter().map(one).collect();
        uses.sort();
        uses.dedup();
        line.push_str(&format!(" <uses {}>", uses.join(", ")));
    }
}

/// PostgreSQL's types by the names that it keeps, and as people write them.
const POSTGRES_TYPES: &[(&str, &str)] = &[
    ("bool", "boolean"),
    ("bpchar", "character"),
    ("char", "\"char\""),
    ("float4", "real"),
    ("float8", "double precision"),
    ("int2", "smallint"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("varbit", "bit varying"),
];

/// Whether a name can stand without quotes.
fn is_plain(dialect: Dialect, name: &str) -> bool {
    let starts = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let is_folded = |c: char| dialect != Dialect::Postgres || !c.is_ascii_uppercase();
    starts
        && name
            .chars()
            .all(|c| (c.is_alphanumeric() || c == '_') && is_folded(c))
}

/// A text in single quotes, on one line.
pub(crate) fn text_literal(text: &str) -> String {
    in_quotes(text, '\'')
}

fn in_quotes(text: &str, quote: char) -> String {
    let has_breaks = text.contains(['\n', '\r']);
    let mut quoted = String::with_capacity(text.len() + 2);
    if has_breaks {
        quoted.push('e');
    }
    quoted.push(quote);
    for c in text.chars() {
        match c {
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\\' if has_breaks => quoted.push_str("\\\\"),
            c if c == quote => quoted.extend([quote, quote]),
            c => quoted.push(c),
        }
    }
    quoted.push(quote);
    quoted
}

/// SQL on one line: as it is, or as a text where it has line feeds in it (in a string, say) or would
/// be taken for such a text.
pub(super) fn escaped(sql: &str) -> String {
    match sql.contains(['\n', '\r']) || sql.starts_with("e'") {
        false => sql.to_owned(),
        // One without line feeds needs the sign of an escaped text as well.
        true => match text_literal(sql) {
            quoted if quoted.starts_with("e'") => quoted,
            quoted => format!("e{}", quoted.replace('\\', "\\\\")),
        },
    }
}
