//! Names, types, expressions and what is made of them, as the engine reads them.
use migrate_schema::Schema;
use migrate_schema::describe::{Describer, needs_space};
use migrate_schema::hides_type;
use migrate_schema::is_postgres_function;
use migrate_schema::model::{
    BaseType, ColumnId, DataType, Object, ObjectId, ObjectKind, Piece, Routine, StoredExpression,
};
use migrate_sql::Dialect;
use migrate_sql::needs_quotes;

/// Writes what a schema has as SQL.
#[derive(Clone, Copy)]
pub(crate) struct Words<'s> {
    pub(crate) schema: &'s Schema,
}

impl<'s> Words<'s> {
    pub(crate) fn dialect(self) -> Dialect {
        self.schema.dialect
    }

    /// A name, in quotes where it needs some.
    pub(crate) fn name(self, name: &str) -> String {
        match self.is_plain(name) && !needs_quotes(name, self.dialect()) {
            true => name.to_owned(),
            false => self.quoted(name),
        }
    }

    /// Whether a name that is no keyword stands for itself without quotes.
    fn is_plain(self, name: &str) -> bool {
        let is_folded = |c: char| match self.dialect() {
            Dialect::Postgres => !c.is_ascii_uppercase(),
            Dialect::Sqlite | Dialect::Mysql => true,
        };
        // To MySQL `_utf8mb4` is the character set of the text that follows.
        let starts =
            |c: char| c.is_ascii_alphabetic() || c == '_' && self.dialect() != Dialect::Mysql;
        let goes_on = |c: char| (c.is_ascii_alphanumeric() || c == '_') && is_folded(c);
        name.starts_with(starts) && name.chars().all(goes_on)
    }

    fn quoted(self, name: &str) -> String {
        match self.dialect() {
            Dialect::Mysql => format!("`{}`", name.replace('`', "``")),
            Dialect::Postgres | Dialect::Sqlite => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// The name of a table, view, sequence or index within the schema that it is in.
    pub(crate) fn within(self, namespace: &str, name: &str) -> String {
        self.found(namespace, name, name.starts_with("pg_"))
    }

    /// A name within the schema that it is in. PostgreSQL looks into `pg_catalog` first: what is hidden
    /// by something there is found only with its schema in front.
    fn found(self, namespace: &str, name: &str, is_hidden: bool) -> String {
        match namespace {
            "public" if is_hidden && self.dialect() == Dialect::Postgres => {
                format!("public.{}", self.name(name))
            }
            "" | "main" | "public" => self.name(name),
            other => format!("{}.{}", self.name(other), self.name(name)),
        }
    }

    /// The name of an object.
    pub(crate) fn object(self, id: ObjectId) -> String {
        let Some(object) = self.schema.get(id) else {
            return self.name("?");
        };
        let name = &object.name;
        let is_hidden = match &object.kind {
            ObjectKind::Table(_) | ObjectKind::View(_) | ObjectKind::Sequence(_) => {
                name.starts_with("pg_")
            }
            ObjectKind::Routine(_) => is_postgres_function(name),
            _ => hides_type(name),
        };
        self.found(&object.namespace, name, is_hidden)
    }

    /// The name of a function with the types of the arguments that tell it from others.
    pub(super) fn signature(self, id: ObjectId, routine: &Routine) -> String {
        let inputs = routine.parameters.iter();
        let inputs = inputs.filter(|parameter| !matches!(parameter.mode, "out" | "table"));
        let types = inputs.map(|parameter| self.data_type(&parameter.data_type));
        format!(
            "{}({})",
            self.object(id),
            types.collect::<Vec<_>>().join(", ")
        )
    }

    /// The name of a collation or an operator class, which may be kept with its schema in front.
    pub(super) fn perhaps_qualified(self, kept: &str) -> String {
        let is_schema =
            |name: &str| name == "pg_catalog" || self.schema.namespaces.contains_key(name);
        match kept.split_once('.') {
            // `de_DE.utf8` is one name.
            Some((namespace, name)) if is_schema(namespace) => {
                format!("{}.{}", self.name(namespace), self.name(name))
            }
            _ => self.name(kept),
        }
    }

    /// The name of a column.
    pub(crate) fn column(self, of: ObjectId, column: ColumnId) -> String {
        let object = self.schema.get(of);
        let found = object.and_then(|object| object.columns().by_id(column));
        found.map_or("?".to_owned(), |column| self.name(&column.name))
    }

    /// Names of columns, separated by commas.
    pub(crate) fn columns(self, of: ObjectId, columns: &[ColumnId]) -> String {
        let names = columns.iter().map(|column| self.column(of, *column));
        names.collect::<Vec<_>>().join(", ")
    }

    /// A text in single quotes.
    pub(crate) fn text(self, text: &str) -> String {
        let text = text.replace('\'', "''");
        match self.dialect() {
            Dialect::Mysql => format!("'{}'", text.replace('\\', "\\\\")),
            Dialect::Postgres | Dialect::Sqlite => format!("'{text}'"),
        }
    }

    /// A type.
    pub(crate) fn data_type(self, data_type: &DataType) -> String {
        let name = match &data_type.base {
            BaseType::BuiltIn(name) => self.built_in(name, !data_type.modifiers.is_empty()),
            BaseType::Named(id) => match self.schema.get(*id) {
                Some(Object {
                    namespace, name, ..
                }) => self.found(namespace, name, hides_type(name)),
                None => self.name("?"),
            },
            BaseType::Unknown { namespace, name } => match namespace {
                Some(namespace) => self.found(namespace, name, hides_type(name)),
                None => self.name(name),
            },
        };
        let (name, behind) = match (self.dialect(), name.split_once(' ')) {
            // `DECIMAL(10, 2) UNSIGNED`, `DOUBLE PRECISION`.
            (Dialect::Mysql, Some((name, behind))) => (name.to_owned(), format!(" {behind}")),
            _ => (name, String::new()),
        };
        let modifiers = match &*data_type.modifiers {
            [] => String::new(),
            // `interval day to second(3)`.
            [fields, rest @ ..] if fields.starts_with(|c: char| c.is_alphabetic()) => {
                let digits = rest.first().map(|digits| format!("({digits})"));
                format!(" {fields}{}", digits.unwrap_or_default())
            }
            all => format!("({})", all.join(", ")),
        };
        let dimensions = "[]".repeat(data_type.dimensions.into());
        format!("{name}{modifiers}{behind}{dimensions}")
    }

    /// One of the engine's own types.
    fn built_in(self, name: &str, has_modifiers: bool) -> String {
        match self.dialect() {
            // The grammar's `bit` and `character` are those of length 1.
            Dialect::Postgres if !has_modifiers && name == "bit" => "\"bit\"".to_owned(),
            Dialect::Postgres if !has_modifiers && name == "bpchar" => name.to_owned(),
            Dialect::Postgres if name == "any" => "\"any\"".to_owned(),
            Dialect::Postgres => Describer::short(self.schema).data_type(&DataType::built_in(name)),
            Dialect::Mysql => name.to_uppercase(),
            // SQLite takes any words for a type, and any text in quotes.
            Dialect::Sqlite => {
                let is_word =
                    |word: &str| self.is_plain(word) && !needs_quotes(word, Dialect::Sqlite);
                match name.is_empty() || name.split(' ').all(is_word) {
                    true => name.to_uppercase(),
                    false => self.quoted(name),
                }
            }
        }
    }

    /// An expression over the columns of an object.
    pub(crate) fn expression(self, of: Option<ObjectId>, stored: &StoredExpression) -> String {
        let mut text = String::new();
        let mut before: Option<String> = None;
        for piece in &stored.pieces {
            let (token, is_column) = match (piece, of) {
                (Piece::Text(token), _) => (token.clone(), false),
                (Piece::Column(column), Some(of)) => (self.column(of, *column), true),
                (Piece::Column(_), None) => ("?".to_owned(), true),
            };
            if let Some(before) = before
                && needs_space(&before, &token)
            {
                text.push(' ');
            }
            text.push_str(&token);
            // Behind a column no bracket is that of a call.
            before = Some(if is_column { "in".to_owned() } else { token });
        }
        text
    }

    /// An expression in brackets.
    pub(crate) fn bracketed(self, of: Option<ObjectId>, stored: &StoredExpression) -> String {
        format!("({})", self.expression(of, stored))
    }
}

/// A definition, which is kept with a space between any two tokens, as people write it.
pub(crate) fn tidy(definition: &str) -> String {
    let mut text = String::with_capacity(definition.len());
    let mut quote: Option<char> = None;
    let mut chars = definition.chars().peekable();
    while let Some(c) = chars.next() {
        match quote {
            Some(end) if c == end => quote = None,
            Some(_) => {}
            None if matches!(c, '\'' | '"' | '`') => quote = Some(c),
            None if c == '[' => quote = Some(']'),
            None if c == ' ' => {
                let is_close = matches!(chars.peek(), Some('.' | ',' | ')' | ';'));
                let is_number_next = chars.peek() == Some(&'.')
                    && chars.clone().nth(1).is_some_and(|c| c.is_ascii_digit());
                if (is_close && !is_number_next) || text.ends_with(['.', '(']) {
                    continue;
                }
            }
            None => {}
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_as_people_write_them() {
        for (kept, written) in [
            (
                "select u . a , count ( * ) from u",
                "select u.a, count (*) from u",
            ),
            (
                "select ' a . b ' , \" x . \"",
                "select ' a . b ', \" x . \"",
            ),
            ("select a + .5", "select a + .5"),
        ] {
            assert_eq!(tidy(kept), written);
        }
    }

    #[test]
    fn names_stand_in_quotes_where_they_need_some() {
        for (dialect, name, written) in [
            (Dialect::Postgres, "users", "users"),
            (Dialect::Postgres, "Users", "\"Users\""),
            (Dialect::Postgres, "user", "\"user\""),
            (Dialect::Sqlite, "Users", "Users"),
            (Dialect::Sqlite, "a b", "\"a b\""),
            (Dialect::Sqlite, "a\"b", "\"a\"\"b\""),
            (Dialect::Mysql, "key", "`key`"),
            (Dialect::Mysql, "sql_small_result", "`sql_small_result`"),
            (Dialect::Mysql, "_utf8mb4", "`_utf8mb4`"),
            (Dialect::Postgres, "time", "\"time\""),
            (Dialect::Postgres, "key", "key"),
            (Dialect::Sqlite, "key", "\"key\""),
            (Dialect::Mysql, "1a`", "`1a```"),
            (Dialect::Postgres, "größe", "\"größe\""),
        ] {
            let schema = Schema::new(dialect);
            let words = Words { schema: &schema };
            assert_eq!(words.name(name), written);
        }
    }
}
