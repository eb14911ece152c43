//! From tokens to Diesel's macros.
use super::lexer::{Kind, Token, string_content};
use super::{ColumnItem, Group, Joinable, RustType, SchemaFile, TableItem, TypeDefinition};
use std::ops::Range;

pub(super) fn read(tokens: &[Token<'_>]) -> SchemaFile {
    let mut file = SchemaFile::default();
    read_items(Cursor::new(tokens), &mut file);
    file
}

/// Tokens that are read from the front.
#[derive(Clone)]
struct Cursor<'a, 't> {
    tokens: &'a [Token<'t>],
    at: usize,
}

impl<'a, 't> Cursor<'a, 't> {
    fn new(tokens: &'a [Token<'t>]) -> Self {
        Self { tokens, at: 0 }
    }

    fn peek(&self) -> Option<&'a Token<'t>> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<&'a Token<'t>> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(token)
    }

    /// Where it stands: at a token, or behind the last one.
    fn place(&self) -> Option<Range<usize>> {
        let token = self.peek().or(self.tokens.last());
        token.map(|token| token.span.clone())
    }

    fn word(&mut self) -> Option<&'a Token<'t>> {
        let word = self.peek().filter(|token| token.kind == Kind::Word)?;
        self.at += 1;
        Some(word)
    }

    /// Takes this text, token by token, or nothing.
    fn take(&mut self, texts: &[&str]) -> bool {
        let there = self.tokens[self.at..].iter().map(|token| token.text);
        let is_there = there.take(texts.len()).eq(texts.iter().copied());
        if is_there {
            self.at += texts.len();
        }
        is_there
    }

    /// Takes what is between brackets, if the next token opens some.
    fn group(&mut self) -> Option<Cursor<'a, 't>> {
        let opening = self.peek().filter(|token| is_opening(token))?;
        let _ = opening;
        let start = self.at + 1;
        let mut depth = 0_usize;
        while let Some(token) = self.next() {
            if is_opening(token) {
                depth += 1;
            } else if is_closing(token) {
                depth -= 1;
                if depth == 0 {
                    return Some(Cursor::new(&self.tokens[start..self.at - 1]));
                }
            }
        }
        Some(Cursor::new(&self.tokens[start.min(self.tokens.len())..]))
    }

    /// Takes the attributes that stand here: what is between the brackets of each.
    fn attributes(&mut self) -> Vec<Cursor<'a, 't>> {
        let mut attributes = Vec::new();
        while self.peek().is_some_and(|token| token.text == "#") {
            self.at += 1;
            self.take(&["!"]);
            attributes.extend(self.group());
        }
        attributes
    }
}

fn is_opening(token: &Token<'_>) -> bool {
    token.kind == Kind::Punctuation && matches!(token.text, "(" | "[" | "{")
}

fn is_closing(token: &Token<'_>) -> bool {
    token.kind == Kind::Punctuation && matches!(token.text, ")" | "]" | "}")
}

fn read_items(mut items: Cursor<'_, '_>, file: &mut SchemaFile) {
    while items.peek().is_some() {
        let attributes = items.attributes();
        let Some(token) = items.next() else { break };
        match token.text {
            "mod" if items.word().is_some() => {
                if let Some(inside) = items.group() {
                    read_items(inside, file);
                }
            }
            "struct" => {
                let name = items.word();
                file.types
                    .extend(name.and_then(|name| type_definition(name, &attributes)));
            }
            "pub" => {
                items.take(&["(", "crate", ")"]);
                // The attributes are those of what follows.
                if items.take(&["struct"]) {
                    let name = items.word();
                    file.types
                        .extend(name.and_then(|name| type_definition(name, &attributes)));
                }
            }
            "table" if items.take(&["!"]) => match items.group() {
                Some(inside) => match table(inside) {
                    Ok(table) => file.tables.push(table),
                    Err(at) => file.unread.push(at.unwrap_or(token.span.clone())),
                },
                None => file.unread.push(token.span.clone()),
            },
            "joinable" if items.take(&["!"]) => match items.group().and_then(joinable) {
                Some(joinable) => file.joinables.push(joinable),
                None => file.unread.push(token.span.clone()),
            },
            "allow_tables_to_appear_in_same_query" if items.take(&["!"]) => {
                let inside = items.group();
                let words = inside.iter().flat_map(|inside| inside.tokens);
                let words = words.filter(|token| token.kind == Kind::Word);
                file.groups.push(Group {
                    tables: words.map(|token| token.text.to_owned()).collect(),
                    span: token.span.clone(),
                });
            }
            _ if is_opening(token) => {
                items.at -= 1;
                items.group();
            }
            _ => {}
        }
    }
}

fn type_definition(name: &Token<'_>, attributes: &[Cursor<'_, '_>]) -> Option<TypeDefinition> {
    let (mut sql_name, mut schema) = (None, None);
    for attribute in attributes {
        let mut attribute = attribute.clone();
        if !attribute.take(&["diesel"]) {
            continue;
        }
        let mut inside = attribute.group()?;
        if !(inside.take(&["postgres_type"]) || inside.take(&["mysql_type"])) {
            continue;
        }
        let mut arguments = inside.group()?;
        while let Some(argument) = arguments.next() {
            let value = |arguments: &mut Cursor<'_, '_>| {
                let is_given = arguments.take(&["="]);
                let value = arguments.next().filter(|_| is_given);
                value.map(|value| string_content(value.text).to_owned())
            };
            match argument.text {
                "name" => sql_name = value(&mut arguments),
                "schema" => schema = value(&mut arguments),
                _ => {}
            }
        }
    }
    Some(TypeDefinition {
        name: name.text.to_owned(),
        sql_name: sql_name?,
        schema,
        span: name.span.clone(),
    })
}

fn joinable(mut inside: Cursor<'_, '_>) -> Option<Joinable> {
    let (first, last) = (inside.tokens.first()?, inside.tokens.last()?);
    let span = first.span.start..last.span.end;
    let child = path(&mut inside)?;
    if !inside.take(&["-", ">"]) {
        return None;
    }
    let parent = path(&mut inside)?;
    let column = inside.group()?.word()?.text.to_owned();
    Some(Joinable {
        child,
        parent,
        column,
        span,
    })
}

/// The last name of a path.
fn path(cursor: &mut Cursor<'_, '_>) -> Option<String> {
    cursor.take(&[":", ":"]);
    let mut last = cursor.word()?;
    while cursor.take(&[":", ":"]) {
        last = cursor.word()?;
    }
    Some(last.text.to_owned())
}

/// A table; or else where it can't be read, if there is anything.
fn table(mut inside: Cursor<'_, '_>) -> Result<TableItem, Option<Range<usize>>> {
    let head = table_head(&mut inside);
    let (mut table, mut lines) = head.ok_or_else(|| inside.place())?;
    while lines.peek().is_some() {
        let column = column(&mut lines).ok_or_else(|| lines.place())?;
        table.columns.push(column);
    }
    Ok(table)
}

/// A table that has no columns yet, and what they are read from.
fn table_head<'a, 't>(inside: &mut Cursor<'a, 't>) -> Option<(TableItem, Cursor<'a, 't>)> {
    while inside.take(&["use"]) {
        while inside.next()?.text != ";" {}
    }
    let attributes = inside.attributes();
    let first = inside.word()?;
    let mut name = first;
    let mut full_name = name.text.to_owned();
    if inside.take(&["."]) {
        name = inside.word()?;
        full_name = format!("{full_name}.{}", name.text);
    }
    let is_key_given = inside.peek()?.text == "(";
    let primary_key = match is_key_given {
        true => {
            let words = inside.group()?.tokens.iter();
            let words = words.filter(|token| token.kind == Kind::Word);
            words.map(|token| token.text.to_owned()).collect()
        }
        false => vec!["id".to_owned()],
    };
    let table = TableItem {
        name: name.text.to_owned(),
        sql_name: attribute_value(&attributes, "sql_name")
            .map_or(full_name, |value| string_content(value).to_owned()),
        span: first.span.start..name.span.end,
        primary_key,
        columns: Vec::new(),
    };
    Some((table, inside.group()?))
}

fn attribute_value<'t>(attributes: &[Cursor<'_, 't>], name: &str) -> Option<&'t str> {
    attributes.iter().find_map(|attribute| {
        let mut attribute = attribute.clone();
        let is_it = attribute.take(&[name, "="]);
        is_it.then(|| attribute.next().map(|value| value.text))?
    })
}

fn column(lines: &mut Cursor<'_, '_>) -> Option<ColumnItem> {
    let attributes = lines.attributes();
    let name = lines.word()?;
    if !lines.take(&["-", ">"]) {
        return None;
    }
    let rust_type = rust_type(lines)?;
    let end = lines.tokens[lines.at - 1].span.end;
    if !lines.take(&[","]) && lines.peek().is_some() {
        return None;
    }
    let length = attribute_value(&attributes, "max_length");
    Some(ColumnItem {
        name: name.text.to_owned(),
        sql_name: attribute_value(&attributes, "sql_name")
            .map_or(name.text, string_content)
            .to_owned(),
        rust_type,
        max_length: length.and_then(|length| length.replace('_', "").parse().ok()),
        span: name.span.start..end,
    })
}

fn rust_type(cursor: &mut Cursor<'_, '_>) -> Option<RustType> {
    if let Some(mut inside) = cursor.group() {
        return Some(RustType {
            name: String::new(),
            arguments: list(&mut inside)?,
        });
    }
    let name = path(cursor)?;
    let mut arguments = Vec::new();
    if cursor.take(&["<"]) {
        arguments = list(cursor)?;
        if !cursor.take(&[">"]) {
            return None;
        }
    }
    Some(RustType { name, arguments })
}

fn list(cursor: &mut Cursor<'_, '_>) -> Option<Vec<RustType>> {
    let mut types = Vec::new();
    while cursor.peek().is_some_and(|token| token.text != ">") {
        types.push(rust_type(cursor)?);
        if !cursor.take(&[","]) {
            break;
        }
    }
    Some(types)
}

#[cfg(test)]
mod tests {
    use crate::SchemaFile;

    const FILE: &str = r##"
        // @generated
        pub mod sql_types {
            #[derive(diesel::sql_types::SqlType)]
            #[diesel(postgres_type(name = "mood", schema = "s"))]
            pub struct Mood;
        }
        diesel::table! {
            use diesel::sql_types::{self, *};
            /// Docs { not } looked at.
            #[sql_name = r#"type"x"#]
            type_ (id, other_id) {
                id -> Int4,
                #[max_length = 1_0]
                #[sql_name = "other-id"] other_id -> diesel::sql_types::Nullable< Array<Nullable<Text>> >,
                both -> Record<(Int4, Text)>
            }
        }
        table!(s.plain { id -> Integer, });
        joinable!(a -> crate::b (b_id));
        allow_tables_to_appear_in_same_query!(a, b,);
        fn unrelated() { let x = "table! {"; }
    "##;

    #[test]
    fn the_macros_of_a_file_are_read() {
        let file = SchemaFile::read(FILE);
        assert!(file.unread.is_empty());
        let table = &file.tables[0];
        assert_eq!((&*table.name, &*table.sql_name), ("type_", "type\"x"));
        assert_eq!(table.primary_key, ["id", "other_id"]);
        let columns: Vec<_> = table
            .columns
            .iter()
            .map(|c| format!("{} {} {:?}", c.sql_name, c.rust_type, c.max_length))
            .collect();
        assert_eq!(
            columns,
            [
                "id Int4 None",
                "other-id Nullable<Array<Nullable<Text>>> Some(10)",
                "both Record<(Int4, Text)> None"
            ]
        );
        assert_eq!(&FILE[table.columns[0].span.clone()], "id -> Int4");
        assert_eq!(file.tables[1].sql_name, "s.plain");
        assert_eq!(file.tables[1].primary_key, ["id"]);
        let join = &file.joinables[0];
        assert_eq!(
            (&*join.child, &*join.parent, &*join.column),
            ("a", "b", "b_id")
        );
        assert_eq!(file.groups[0].tables, ["a", "b"]);
        assert_eq!(file.types[0].sql_name, "mood");
        assert_eq!(file.types[0].schema.as_deref(), Some("s"));
    }

    #[test]
    fn what_is_no_table_is_said_to_be_unread() {
        for (text, at) in [
            ("table! { a", "a"),
            ("table! { a (id) { id Int4 } }", "Int4"),
            (
                "table! { a (id) { id -> Int4, b -> Nullable<, c -> Text } }",
                ",",
            ),
            ("table! {}", "table"),
            ("joinable!(a - b (c));", "joinable"),
        ] {
            let file = SchemaFile::read(text);
            let unread = file.unread.iter().map(|at| &text[at.clone()]);
            assert_eq!(unread.collect::<Vec<_>>(), [at], "{text}");
            assert!(
                file.tables.is_empty() && file.joinables.is_empty(),
                "{text}"
            );
        }
    }
}
