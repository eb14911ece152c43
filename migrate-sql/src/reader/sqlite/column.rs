//! Columns: their types and what is said of them.
use crate::reader::Reader;
use crate::statement::{
    Action, ColumnConstraint, ColumnConstraintKind, ColumnDefinition, ForeignKeyTarget, Name,
    QualifiedName, TypeName,
};
use crate::token::TokenKind;

/// What ends a type: everything that may be said of a column begins with one of these.
const AFTER_TYPE: &[&str] = &[
    "constraint",
    "primary",
    "not",
    "null",
    "unique",
    "check",
    "default",
    "collate",
    "references",
    "generated",
    "as",
    "deferrable",
    "initially",
    "on",
];

/// Reads a column of `CREATE TABLE` or `ADD COLUMN`.
pub(super) fn definition(reader: &mut Reader<'_>) -> Option<ColumnDefinition> {
    let start = reader.at;
    let name = reader.name()?;
    let has_type = reader.is_name() && !reader.is_any_word(AFTER_TYPE);
    let data_type = match has_type {
        true => Some(data_type(reader)?),
        false => None,
    };
    let mut constraints = Vec::new();
    while !reader.is_end() && !reader.is_symbol(",") && !reader.is_symbol(")") {
        constraints.extend(constraint(reader)?);
    }
    Some(ColumnDefinition {
        name,
        data_type,
        constraints,
        span: reader.span_from(start),
    })
}

/// Reads a type: any words, and up to two numbers.
pub(in crate::reader) fn data_type(reader: &mut Reader<'_>) -> Option<TypeName> {
    let start = reader.at;
    let mut words: Vec<String> = Vec::new();
    while reader.is_name() && !reader.is_any_word(AFTER_TYPE) {
        words.push(reader.name()?.text.to_ascii_lowercase());
    }
    let name = Name {
        text: words.join(" "),
        quoted: false,
        span: reader.span_from(start),
    };
    let mut modifiers = Vec::new();
    if reader.eat_symbol("(") {
        modifiers = reader.list(|reader| {
            let start = reader.at;
            reader.skip_until(|reader| reader.is_symbol(","));
            let tokens = reader.tokens.get(start..reader.at)?.iter();
            Some(
                tokens
                    .map(|token| &reader.text[token.span.clone()])
                    .collect(),
            )
        })?;
        reader.expect_symbol(")")?;
    }
    Some(TypeName {
        name: QualifiedName {
            qualifiers: Vec::new(),
            name,
        },
        modifiers,
        dimensions: 0,
        set_of: false,
        is_reference: false,
        span: reader.span_from(start),
    })
}

/// Reads one thing that is said of a column; nothing where it says nothing (`CONSTRAINT a` alone).
fn constraint(reader: &mut Reader<'_>) -> Option<Option<ColumnConstraint>> {
    let start = reader.at;
    let name = match reader.eat("constraint") {
        true => Some(reader.name()?),
        false => None,
    };
    let says_nothing = reader.is_end() || reader.is_symbol(",") || reader.is_symbol(")");
    if name.is_some() && (says_nothing || reader.is_word("constraint")) {
        return Some(None);
    }
    let mut conflict = None;
    let kind = constraint_kind(reader, &mut conflict)?;
    let deferrable = match kind {
        ColumnConstraintKind::References(_) => deferrable(reader)?,
        _ => (false, false),
    };
    Some(Some(ColumnConstraint {
        name,
        kind,
        deferrable,
        on_conflict: conflict,
        span: reader.span_from(start),
    }))
}

fn constraint_kind(
    reader: &mut Reader<'_>,
    conflict: &mut Option<String>,
) -> Option<ColumnConstraintKind> {
    if reader.eat("primary key") {
        let descending = reader.eat_any(&["asc", "desc"]) == Some("desc");
        *conflict = on_conflict(reader)?;
        return Some(ColumnConstraintKind::PrimaryKey {
            descending,
            autoincrement: reader.eat("autoincrement"),
        });
    }
    if reader.eat("not null") {
        *conflict = on_conflict(reader)?;
        return Some(ColumnConstraintKind::NotNull);
    }
    if reader.eat("null") {
        *conflict = on_conflict(reader)?;
        return Some(ColumnConstraintKind::Null);
    }
    if reader.eat("unique") {
        *conflict = on_conflict(reader)?;
        return Some(ColumnConstraintKind::Unique {
            nulls_not_distinct: false,
        });
    }
    if reader.eat("check") {
        let expression = reader.expression_in_brackets()?;
        *conflict = on_conflict(reader)?;
        return Some(ColumnConstraintKind::Check(expression));
    }
    if reader.eat("default") {
        return Some(ColumnConstraintKind::Default(reader.default_value()?));
    }
    if reader.eat("collate") {
        let collation = reader.qualified_name()?;
        return Some(ColumnConstraintKind::Collate(collation));
    }
    if reader.eat("references") {
        return references(reader).map(ColumnConstraintKind::References);
    }
    if reader.eat("generated always as") || reader.eat("as") {
        let expression = reader.expression_in_brackets()?;
        let stored = reader.eat_any(&["stored", "virtual"]) == Some("stored");
        return Some(ColumnConstraintKind::Generated { expression, stored });
    }
    // `AS (…) PERSISTED`, which the grammar takes and `sqlite3AddGenerated` does not.
    let is_before = reader.at > 0 && &reader.text[reader.tokens[reader.at - 1].span.clone()] == ")";
    if is_before && reader.is_name() && !reader.is_any_word(AFTER_TYPE) {
        return Some(ColumnConstraintKind::Other(reader.name()?.text));
    }
    // `DEFERRABLE` that belongs to nothing.
    if reader.is_any_word(&["deferrable", "not", "initially"]) {
        let start = reader.at;
        deferrable(reader)?;
        let is_read = reader.at > start;
        return is_read.then(|| ColumnConstraintKind::Other("deferrable".to_owned()));
    }
    None
}

/// Reads what stands behind `REFERENCES`.
pub(super) fn references(reader: &mut Reader<'_>) -> Option<ForeignKeyTarget> {
    let table = reader.qualified_name()?;
    let columns = match reader.is_symbol("(") {
        true => reader.names_in_brackets()?,
        false => Vec::new(),
    };
    let mut target = ForeignKeyTarget {
        table,
        columns,
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
        set_on_delete: Vec::new(),
        set_on_update: Vec::new(),
        matching: None,
    };
    loop {
        if reader.eat("on delete") {
            target.on_delete = action(reader)?;
        } else if reader.eat("on update") {
            target.on_update = action(reader)?;
        } else if reader.eat("on insert") {
            action(reader)?;
        } else if reader.eat("match") {
            target.matching = Some(reader.name()?.text.to_ascii_lowercase());
        } else {
            return Some(target);
        }
    }
}

fn action(reader: &mut Reader<'_>) -> Option<Action> {
    let words = &[
        "no action",
        "restrict",
        "cascade",
        "set null",
        "set default",
    ];
    Some(match reader.eat_any(words)? {
        "no action" => Action::NoAction,
        "restrict" => Action::Restrict,
        "cascade" => Action::Cascade,
        "set null" => Action::SetNull,
        _ => Action::SetDefault,
    })
}

/// Reads `[NOT] DEFERRABLE [INITIALLY DEFERRED|IMMEDIATE]`, if it comes next.
pub(super) fn deferrable(reader: &mut Reader<'_>) -> Option<(bool, bool)> {
    let mut found = (false, false);
    if reader.eat("not deferrable") {
        // As it is without.
    } else if reader.eat("deferrable") {
        found.0 = true;
    } else {
        return Some(found);
    }
    if reader.eat("initially") {
        found.1 = reader.eat_any(&["deferred", "immediate"])? == "deferred" && found.0;
    }
    Some(found)
}

/// Reads `ON CONFLICT …`, if it comes next; `ABORT` is what holds without.
pub(super) fn on_conflict(reader: &mut Reader<'_>) -> Option<Option<String>> {
    if !reader.eat("on conflict") {
        return Some(None);
    }
    let token = reader.next_of(TokenKind::Word)?;
    let word = reader.text[token.span.clone()].to_ascii_lowercase();
    Some((word != "abort").then_some(word))
}
