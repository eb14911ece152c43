//! How what is wrong with a name is said.
use crate::names::closest;
use crate::schema::model::Relation;
use crate::schema::statement::{Name, QualifiedName, Span};
use crate::schema::{Fault, Kind, Missing, Schema};

/// There is no such relation, or object of another kind. Where the schema that it would be in is
/// missing, that is what is said.
pub(crate) fn missing(schema: &Schema, kind: Kind, name: &QualifiedName) -> Fault {
    if let Some(namespace) = name.namespace()
        && schema.has_namespace(&namespace.text) == Some(false)
    {
        return missing_namespace(schema, namespace);
    }
    let code = match kind {
        Kind::Table | Kind::View | Kind::MaterializedView => "unknown-table",
        Kind::Index => "unknown-index",
        Kind::Type => "unknown-type",
        Kind::Routine => "unknown-function",
        _ => "unknown-object",
    };
    let mut known: Vec<&str> = Vec::new();
    for namespace in schema.namespaces.values() {
        match kind {
            Kind::Type => known.extend(namespace.types.keys().map(|name| &**name)),
            Kind::Routine => known.extend(namespace.routines.keys().map(|name| &**name)),
            _ => known.extend(namespace.relations.iter().filter_map(|(name, relation)| {
                let is_index = matches!(relation, Relation::Index(_));
                (is_index == (kind == Kind::Index)).then_some(&**name)
            })),
        }
    }
    let message = format!("there is no {} `{name}`", kind.name());
    let fault = Fault::new(code, name.span(), message).missing(Missing {
        kind,
        of: None,
        name: name.name.text.clone(),
    });
    with_closest(fault, &name.name.text, known)
}

/// There is no such schema.
pub(crate) fn missing_namespace(schema: &Schema, name: &Name) -> Fault {
    let message = format!("there is no schema `{name}`");
    let fault = Fault::new("unknown-schema", name.span, message).missing(Missing {
        kind: Kind::Namespace,
        of: None,
        name: name.text.clone(),
    });
    let known = schema.namespaces.keys().map(|name| &**name);
    with_closest(fault, &name.text, known)
}

/// There is nothing of that name in (or on) a table, view or type.
pub(crate) fn missing_part<'n>(
    code: &'static str,
    kind: Kind,
    name: &Name,
    of: (&str, &str),
    known: impl IntoIterator<Item = &'n str>,
) -> Fault {
    let (of_kind, of_name) = of;
    let message = format!(
        "there is no {} `{name}` in {of_kind} `{of_name}`",
        kind.name()
    );
    let fault = Fault::new(code, name.span, message).missing(Missing {
        kind,
        of: Some(of_name.to_owned()),
        name: name.text.clone(),
    });
    with_closest(fault, &name.text, known)
}

/// The object is of another kind than the statement takes.
pub(crate) fn wrong_kind(span: Span, name: &str, is: &str, wanted: &str) -> Fault {
    let message = format!(
        "`{name}` is {} {is}, not {} {wanted}",
        article(is),
        article(wanted)
    );
    Fault::new("wrong-kind", span, message)
}

/// `a` or `an`.
fn article(word: &str) -> &'static str {
    match word.starts_with(['a', 'e', 'i', 'o']) {
        true => "an",
        false => "a",
    }
}

/// There is one already.
pub(crate) fn duplicate(code: &'static str, span: Span, is: &str, name: &str) -> Fault {
    let message = format!("there is {} {is} `{name}` already", article(is));
    Fault::new(code, span, message)
        .help("choose another name, or drop or rename the one that is there first")
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
