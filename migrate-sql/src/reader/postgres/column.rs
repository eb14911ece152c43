//! Columns of tables.
use super::Reader;
use super::constraint::{attributes, constraint_name, foreign_key_target, index_parameters};
use super::table::{in_brackets_skipped, normalised};
use crate::statement::{
    ColumnConstraint, ColumnConstraintKind, ColumnDefinition, IdentityOptions, SequenceOptions,
};

/// What may stand behind a column's type.
const CONSTRAINTS: &[&str] = &[
    "constraint",
    "not",
    "null",
    "default",
    "primary",
    "unique",
    "check",
    "references",
    "generated",
    "collate",
    "storage",
    "compression",
    "options",
    "deferrable",
    "initially",
    "enforced",
];

/// Reads a column of `CREATE TABLE` or `ADD COLUMN`.
pub(super) fn column(reader: &mut Reader<'_>) -> Option<ColumnDefinition> {
    let start = reader.at;
    let name = reader.name()?;
    let data_type = Some(reader.type_name()?);
    let constraints = constraints(reader)?;
    Some(ColumnDefinition {
        name,
        data_type,
        constraints,
        span: reader.span_from(start),
    })
}

/// Reads a column whose type is given elsewhere: of `OF type` and `PARTITION OF`.
pub(super) fn typed_column(reader: &mut Reader<'_>) -> Option<ColumnDefinition> {
    let start = reader.at;
    let name = reader.name()?;
    reader.eat("with options");
    let constraints = constraints(reader)?;
    Some(ColumnDefinition {
        name,
        data_type: None,
        constraints,
        span: reader.span_from(start),
    })
}

/// Reads all constraints and properties of a column (or domain).
pub(super) fn constraints(reader: &mut Reader<'_>) -> Option<Vec<ColumnConstraint>> {
    let mut all: Vec<ColumnConstraint> = Vec::new();
    loop {
        let start = reader.at;
        // What is deferrable is the constraint before.
        if let Some(found) = attributes(reader) {
            if let Some(last) = all.last_mut() {
                last.deferrable = found.deferrable;
            }
            continue;
        }
        if !reader.is_any_word(CONSTRAINTS) {
            return Some(all);
        }
        let name = constraint_name(reader)?;
        let kind = kind(reader)?;
        all.push(ColumnConstraint {
            name,
            kind,
            deferrable: (false, false),
            on_conflict: None,
            span: reader.span_from(start),
        });
    }
}

fn kind(reader: &mut Reader<'_>) -> Option<ColumnConstraintKind> {
    let start = reader.at;
    if reader.eat("not null") {
        reader.eat("no inherit");
        return Some(ColumnConstraintKind::NotNull);
    }
    if reader.eat("null") {
        return Some(ColumnConstraintKind::Null);
    }
    if reader.eat("default") {
        return Some(ColumnConstraintKind::Default(reader.default_expression()?));
    }
    if reader.eat("primary key") {
        index_parameters(reader)?;
        return Some(ColumnConstraintKind::PrimaryKey {
            descending: false,
            autoincrement: false,
        });
    }
    if reader.eat("unique") {
        let nulls_not_distinct = reader.eat("nulls not distinct");
        reader.eat("nulls distinct");
        index_parameters(reader)?;
        return Some(ColumnConstraintKind::Unique { nulls_not_distinct });
    }
    if reader.eat("check") {
        let expression = reader.in_brackets(Reader::expression)?;
        reader.eat("no inherit");
        return Some(ColumnConstraintKind::Check(expression));
    }
    if reader.is_word("references") {
        let target = foreign_key_target(reader)?;
        return Some(ColumnConstraintKind::References(target));
    }
    if reader.eat("collate") {
        return Some(ColumnConstraintKind::Collate(reader.qualified_name()?));
    }
    if reader.eat("generated") {
        return generated(reader);
    }
    for what in ["storage", "compression"] {
        if reader.eat(what) {
            return Some(ColumnConstraintKind::Stored(what, reader.name()?));
        }
    }
    reader.expect("options")?;
    in_brackets_skipped(reader)?;
    Some(ColumnConstraintKind::Other(normalised(reader, start)))
}

fn generated(reader: &mut Reader<'_>) -> Option<ColumnConstraintKind> {
    let always = reader.eat("always");
    if !always {
        reader.expect("by default")?;
    }
    reader.expect("as")?;
    if reader.is_word("identity") {
        return Some(ColumnConstraintKind::Identity(identity(reader, always)?));
    }
    let expression = reader.in_brackets(Reader::expression)?;
    let stored = reader.eat("stored");
    reader.eat("virtual");
    Some(ColumnConstraintKind::Generated { expression, stored })
}

/// Reads `IDENTITY (…)`, of `GENERATED … AS IDENTITY`.
pub(super) fn identity(reader: &mut Reader<'_>, always: bool) -> Option<IdentityOptions> {
    reader.expect("identity")?;
    let mut sequence = SequenceOptions::default();
    if reader.eat_symbol("(") {
        while !reader.eat_symbol(")") {
            sequence_option(reader, &mut sequence)?;
        }
    }
    Some(IdentityOptions { always, sequence })
}

/// Reads one option of an identity's sequence.
pub(super) fn sequence_option(
    reader: &mut Reader<'_>,
    sequence: &mut SequenceOptions,
) -> Option<()> {
    const OPTIONS: &[(&str, &str)] = &[
        ("no minvalue", "minvalue"),
        ("no maxvalue", "maxvalue"),
        ("no cycle", "cycle"),
        ("increment by", "increment"),
        ("increment", "increment"),
        ("minvalue", "minvalue"),
        ("maxvalue", "maxvalue"),
        ("start with", "start"),
        ("start", "start"),
        ("restart with", "restart"),
        ("restart", "restart"),
        ("cache", "cache"),
        ("cycle", "cycle"),
        ("logged", "logged"),
        ("unlogged", "unlogged"),
    ];
    if reader.eat("as") {
        sequence.data_type = Some(reader.type_name()?);
        return Some(());
    }
    if reader.eat("sequence name") {
        sequence.name = Some(reader.qualified_name()?);
        return Some(());
    }
    if reader.eat("owned by") {
        let column = reader.qualified_name()?;
        sequence.owned_by = Some(owner(column));
        return Some(());
    }
    let mut options = OPTIONS.iter();
    let (words, name) = options.find(|(words, _)| reader.eat(words))?;
    let value = match *words {
        "no minvalue" | "no maxvalue" | "no cycle" => "no".to_owned(),
        "cycle" | "logged" | "unlogged" => String::new(),
        _ => number(reader),
    };
    sequence.others.push(((*name).to_owned(), value));
    Some(())
}

fn owner(
    mut column: crate::statement::QualifiedName,
) -> Option<(crate::statement::QualifiedName, crate::statement::Name)> {
    let name = column.qualifiers.pop()?;
    let column_name = std::mem::replace(&mut column.name, name);
    Some((column, column_name))
}

/// Reads a number with its sign; nothing where none comes next.
fn number(reader: &mut Reader<'_>) -> String {
    let mut value = String::new();
    if reader.eat_symbol("-") {
        value.push('-');
    } else {
        reader.eat_symbol("+");
    }
    if let Some(token) = reader.next_of(crate::token::TokenKind::Number) {
        value.push_str(&reader.text[token.span.clone()]);
    }
    value
}
