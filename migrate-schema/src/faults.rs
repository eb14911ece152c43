//! How a mistake is said: in the same words for every engine.
use super::model::{ObjectKind, Table};
use super::{Fault, Missing, Schema};
use migrate_sql::codes;
use migrate_sql::spelling::closest;
use migrate_sql::statement::{Kind, Name, QualifiedName, Span};

/// There is nothing of that name; `of` is what it would be part of.
pub(crate) fn missing<'n>(
    code: migrate_sql::codes::Code,
    kind: Kind,
    of: Option<(&str, &str)>,
    name: (&str, Span, &str),
    known: impl IntoIterator<Item = &'n str>,
) -> Fault {
    let (shown, span, kept) = name;
    let what = kind.name();
    let message = match of {
        Some((is, of)) => format!("{is} `{of}` has no {what} `{shown}`"),
        None => format!("there is no {what} `{shown}`"),
    };
    let fault = Fault::new(code, span, message).missing(Missing {
        kind,
        of: of.map(|(_, of)| of.to_owned()),
        name: kept.to_owned(),
    });
    with_closest(fault, kept, known)
}

/// There is nothing of that name, in the table `of` or at all: as SQLite and MySQL say it, where what
/// is written is what is kept.
pub(crate) fn missing_as_written<'n>(
    code: migrate_sql::codes::Code,
    kind: Kind,
    of: Option<&str>,
    name: &Name,
    known: impl Iterator<Item = &'n str>,
) -> Fault {
    let of = of.map(|of| ("table", of));
    let name = (&*name.text, name.span, &*name.text);
    missing(code, kind, of, name, known)
}

/// There is no table or view of that name.
pub(crate) fn no_table(schema: &Schema, name: &QualifiedName) -> Fault {
    let relations = schema
        .objects()
        .filter(|(_, object)| matches!(object.kind, ObjectKind::Table(_) | ObjectKind::View(_)));
    let names = relations.map(|(_, object)| &*object.name);
    missing_as_written(codes::UNKNOWN_TABLE, Kind::Table, None, &name.name, names)
}

/// There is no view of that name.
pub(crate) fn no_view(schema: &Schema, name: &QualifiedName) -> Fault {
    let views = schema.objects();
    let views = views.filter(|(_, object)| matches!(object.kind, ObjectKind::View(_)));
    let names = views.map(|(_, object)| &*object.name);
    missing_as_written(codes::UNKNOWN_TABLE, Kind::View, None, &name.name, names)
}

/// There is no trigger of that name.
pub(crate) fn no_trigger(schema: &Schema, name: &QualifiedName) -> Fault {
    let triggers = schema.objects().flat_map(|(_, object)| match &object.kind {
        ObjectKind::Table(table) => &table.triggers[..],
        ObjectKind::View(view) => &view.table.triggers[..],
        _ => &[],
    });
    let names = triggers.map(|trigger| &*trigger.name);
    missing_as_written(
        codes::UNKNOWN_TRIGGER,
        Kind::Trigger,
        None,
        &name.name,
        names,
    )
}

/// The table has no column of that name.
pub(crate) fn no_column(name: &Name, of: &str, table: &Table) -> Fault {
    let names = table.columns.iter().map(|column| &*column.name);
    missing_as_written(codes::UNKNOWN_COLUMN, Kind::Column, Some(of), name, names)
}

/// Adds the known name that is closest.
pub(crate) fn with_closest<'n>(
    fault: Fault,
    seen: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Fault {
    match closest(seen, known) {
        Some(name) => fault.help(format!("the closest one is `{name}`")),
        None => fault,
    }
}

/// The name is taken by something of its own: a table, a function, a type.
pub(crate) fn taken(code: migrate_sql::codes::Code, span: Span, is: &str, name: &str) -> Fault {
    let message = format!("there is already {} {is} `{name}`", article(is));
    Fault::new(code, span, message).help("choose another name, or drop the one that is there first")
}

/// The name is taken among the columns, constraints or other parts of a table, view or type.
pub(crate) fn taken_in(
    code: migrate_sql::codes::Code,
    of: (&str, &str),
    what: &str,
    name: &str,
    span: Span,
) -> Fault {
    let (is, of) = of;
    let message = format!("{is} `{of}` already has {} {what} `{name}`", article(what));
    Fault::new(code, span, message).help("choose another name, or remove one of the two")
}

/// The table has a column of that name.
pub(crate) fn column_taken(of: &str, name: &Name) -> Fault {
    let of = ("table", of);
    taken_in(codes::DUPLICATE_COLUMN, of, "column", &name.text, name.span)
}

/// The table has a primary key.
pub(crate) fn second_primary_key(of: &str, span: Span) -> Fault {
    let message = format!("table `{of}` already has a primary key");
    Fault::new(codes::SEVERAL_PRIMARY_KEYS, span, message)
        .help("put all columns into one `PRIMARY KEY (…)`, or make this one `UNIQUE`")
}

/// A foreign key compares columns whose types the engine can't compare.
pub(crate) fn foreign_key_type(
    (name, is): (&Name, &str),
    (table, column, wanted): (&str, &str, &str),
) -> Fault {
    let message = format!("`{name}` is {is}, but `{column}` of table `{table}` is {wanted}");
    Fault::new(codes::FOREIGN_KEY_TYPE, name.span, message)
        .label("a foreign key needs the same type on both sides")
}

/// A foreign key has another number of columns than it refers to.
pub(crate) fn foreign_key_columns(own: usize, others: usize, span: Span) -> Fault {
    let counted = |count: usize| match count {
        1 => "1 column".to_owned(),
        count => format!("{count} columns"),
    };
    let (own, others) = (counted(own), counted(others));
    let message = format!("a foreign key of {own} can't refer to {others}");
    Fault::new(codes::FOREIGN_KEY_TARGET, span, message).help("name as many columns on both sides")
}

/// It is another thing than the statement takes.
pub(crate) fn wrong_kind(span: Span, name: &str, is: &str, wanted: &str) -> Fault {
    let (an, a) = (article(is), article(wanted));
    let message = format!("`{name}` is {an} {is}, not {a} {wanted}");
    Fault::new(codes::WRONG_KIND, span, message)
}

/// The object is something else than the statement takes, in the words of the engine.
pub(crate) fn of_wrong_kind(name: &Name, message: String) -> Fault {
    Fault::new(codes::WRONG_KIND, name.span, message)
}

/// A definition that the engine refuses for another reason.
pub(crate) fn invalid(span: Span, message: impl Into<String>) -> Fault {
    Fault::new(codes::INVALID_DEFINITION, span, message)
}

/// The statement that drops another kind of thing is what was meant.
pub(crate) fn wrong_drop(span: Span, name: &str, is: &str, wanted: &str) -> Fault {
    let help = format!("write `DROP {} {name}`", is.to_uppercase());
    wrong_kind(span, name, is, wanted).help(help)
}

/// Something else needs what is dropped; `why` names it.
pub(crate) fn still_needed(span: Span, what: &str, why: &str, help: impl Into<String>) -> Fault {
    let message = format!("{what} can't be dropped: {why}");
    Fault::new(codes::STILL_NEEDED, span, message).help(help)
}

/// The engine does not run the statement in a transaction. How to do without one depends on the layout,
/// which `replay` knows.
pub(crate) fn in_transaction(what: &str, span: Span) -> Fault {
    let message = format!("`{what}` can't run in a transaction");
    Fault::new(codes::IN_TRANSACTION, span, message)
}

/// `a` or `an`.
pub(crate) fn article(word: &str) -> &'static str {
    match word.starts_with(['a', 'e', 'i', 'o']) {
        true => "an",
        false => "a",
    }
}
