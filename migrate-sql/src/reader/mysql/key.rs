//! Keys, indexes and foreign keys.
use super::{Reader, expression_in_brackets};
use crate::statement::{
    Action, ForeignKeyTarget, IndexElement, IndexTarget, Name, TableConstraint, TableConstraintKind,
};
use crate::token::TokenKind;

/// Whether a key or constraint begins here, not a column.
pub(super) fn is_constraint(reader: &Reader<'_>) -> bool {
    const WORDS: &[&str] = &[
        "constraint",
        "primary",
        "unique",
        "index",
        "key",
        "fulltext",
        "spatial",
        "foreign",
        "check",
    ];
    reader.is_any_word(WORDS) || reader.is_words("vector index") || reader.is_words("vector key")
}

/// Reads a key or constraint; whether it says `IF NOT EXISTS` (MariaDB).
pub(super) fn constraint(reader: &mut Reader<'_>) -> Option<(TableConstraint, bool)> {
    const KINDS: &[&str] = &["primary", "unique", "foreign", "check"];
    let start = reader.at;
    let mut name = None;
    let mut if_not_exists = false;
    let mut not_valid = false;
    if reader.eat("constraint") {
        if_not_exists |= reader.eat("if not exists");
        if !reader.is_any_word(KINDS) {
            name = Some(reader.name()?);
        }
    }
    let kind = if reader.eat("primary key") {
        // MariaDB takes a name here, and forgets it.
        if !reader.is_symbol("(") && !reader.is_any_word(&["using", "type"]) {
            reader.name()?;
        }
        method(reader);
        TableConstraintKind::PrimaryKey {
            elements: elements(reader)?,
            include: Vec::new(),
        }
    } else if reader.eat("unique") {
        reader.eat_any(&["index", "key"]);
        let (exists, index_name) = index_name(reader)?;
        if_not_exists |= exists;
        method(reader);
        TableConstraintKind::Unique {
            elements: elements(reader)?,
            include: Vec::new(),
            nulls_not_distinct: false,
            index_name,
        }
    } else if reader.eat("foreign key") {
        let (exists, index_name) = index_name(reader)?;
        if_not_exists |= exists;
        let columns = reader.names_in_brackets()?;
        reader.expect("references")?;
        TableConstraintKind::ForeignKey {
            columns,
            target: target(reader)?,
            index_name,
        }
    } else if reader.eat("check") {
        let expression = expression_in_brackets(reader)?;
        not_valid = reader.eat("not enforced");
        reader.eat("enforced");
        TableConstraintKind::Check {
            expression,
            no_inherit: false,
        }
    } else {
        let method_word = reader.eat_any(&["fulltext", "spatial", "vector"]);
        reader.eat_any(&["index", "key"]);
        let (exists, index_name) = index_name(reader)?;
        if_not_exists |= exists;
        let said = method(reader);
        TableConstraintKind::Index {
            index_name,
            elements: elements(reader)?,
            method: method_word.map(str::to_owned).or(said),
        }
    };
    let is_key = !matches!(
        kind,
        TableConstraintKind::ForeignKey { .. } | TableConstraintKind::Check { .. }
    );
    if is_key {
        options(reader);
    }
    let constraint = TableConstraint {
        name,
        kind,
        deferrable: (false, false),
        not_valid,
        on_conflict: None,
        span: reader.span_from(start),
    };
    Some((constraint, if_not_exists))
}

fn index_name(reader: &mut Reader<'_>) -> Option<(bool, Option<Name>)> {
    let if_not_exists = reader.eat("if not exists");
    if reader.is_symbol("(") || reader.is_word("using") {
        return Some((if_not_exists, None));
    }
    Some((if_not_exists, Some(reader.name()?)))
}

/// `USING BTREE`.
pub(super) fn method(reader: &mut Reader<'_>) -> Option<String> {
    if reader.eat("using") || (reader.is_word("type") && reader.eat("type")) {
        return reader.name().map(|name| name.text.to_ascii_lowercase());
    }
    None
}

/// Options of an index: nothing that the model holds.
fn options(reader: &mut Reader<'_>) {
    reader.skip_until(|reader| reader.is_symbol(","));
}

/// Reads what a key is over.
pub(super) fn elements(reader: &mut Reader<'_>) -> Option<Vec<IndexElement>> {
    reader.in_brackets(|reader| reader.list(element))
}

fn element(reader: &mut Reader<'_>) -> Option<IndexElement> {
    let start = reader.at;
    let mut length = None;
    let target = if reader.is_symbol("(") {
        IndexTarget::Expression(expression_in_brackets(reader)?)
    } else {
        let name = reader.name()?;
        if reader.is_symbol("(") {
            length = reader.in_brackets(|reader| {
                let number = reader.next_of(TokenKind::Number)?;
                reader.text[number.span.clone()].parse().ok()
            });
            length?;
        }
        IndexTarget::Column(name)
    };
    reader.eat("asc");
    let descending = reader.eat("desc");
    Some(IndexElement {
        target,
        collation: None,
        operator_class: None,
        descending,
        nulls_first: None,
        length,
        span: reader.span_from(start),
    })
}

/// After `REFERENCES`.
pub(super) fn target(reader: &mut Reader<'_>) -> Option<ForeignKeyTarget> {
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
        if reader.eat("match") {
            target.matching = Some(reader.name()?.text.to_ascii_lowercase());
        } else if reader.eat("on delete") {
            target.on_delete = action(reader)?;
        } else if reader.eat("on update") {
            target.on_update = action(reader)?;
        } else {
            return Some(target);
        }
    }
}

fn action(reader: &mut Reader<'_>) -> Option<Action> {
    const ACTIONS: &[(&str, Action)] = &[
        ("cascade", Action::Cascade),
        ("restrict", Action::Restrict),
        ("set null", Action::SetNull),
        ("set default", Action::SetDefault),
        ("no action", Action::NoAction),
    ];
    let found = ACTIONS.iter().find(|(words, _)| reader.eat(words))?;
    Some(found.1)
}
