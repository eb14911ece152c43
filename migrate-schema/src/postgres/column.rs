//! Columns: their types, what they count with, their defaults.
use super::casts::{has_no_collation, is_never_assigned, type_text};
use super::expression_refused::{self, Context};
use super::literal;
use super::own;
use super::{generated_names, stored, types};
use crate::model::{
    Column, ColumnId, DataType, Generated, Identity, Object, ObjectId, ObjectKind, Piece, Sequence,
    StoredExpression, Use,
};
use crate::{Fault, Schema};
use migrate_sql::statement::{
    ColumnConstraint, ColumnConstraintKind, ColumnDefinition, ExprNode, Expression,
    IdentityOptions, Literal, Name, SequenceOptions, Span, TypeName,
};

/// What a table has without anyone having made it.
const SYSTEM_COLUMNS: &[&str] = &["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

/// Whether every table has a column of that name of its own.
pub(super) fn is_system(name: &str) -> bool {
    SYSTEM_COLUMNS.contains(&name)
}

/// Where a column is defined.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The schema of its table.
    pub(super) namespace: &'a str,
    /// Its table's name.
    pub(super) table: &'a str,
    /// Whether the table goes with the session.
    pub(super) temporary: bool,
}

/// Makes a column of its definition, but for what needs the table: see [`finish`].
pub(super) fn define(
    schema: &mut Schema,
    place: Place<'_>,
    definition: &ColumnDefinition,
    faults: &mut Vec<Fault>,
) -> Column {
    let name = &definition.name;
    if is_system(&name.text) {
        let message = format!("a column can't be called `{name}`: every table has one of its own");
        faults.push(Fault::new(
            migrate_sql::codes::DUPLICATE_COLUMN,
            name.span,
            message,
        ));
    }
    let mut column = Column::new(&name.text, None);
    let serial = definition.data_type.as_ref().and_then(serial);
    if let Some(base) = serial {
        column.data_type = Some(DataType::built_in(base));
        column.not_null = true;
        let sequence = add_sequence(schema, place, &name.text, base, None, false);
        column.default = Some(next_value(schema, sequence));
    } else if let Some(written) = &definition.data_type {
        column.data_type = resolve_type(schema, written, name, faults);
    }
    for constraint in &definition.constraints {
        match &constraint.kind {
            ColumnConstraintKind::NotNull => {
                column.not_null = true;
                let given = constraint.name.as_ref().map(|name| name.text.clone());
                column.not_null_name = given;
            }
            ColumnConstraintKind::PrimaryKey { .. } => column.not_null = true,
            ColumnConstraintKind::Collate(collation) => {
                let data_type = column.data_type.as_ref();
                faults.extend(no_collation(schema, data_type, constraint.span));
                column.collation = Some(collation.to_string());
            }
            ColumnConstraintKind::Identity(options) => {
                add_identity(schema, place, &mut column, name, options, faults);
            }
            ColumnConstraintKind::Stored(what, setting) => {
                let own = column.data_type.as_ref();
                faults.extend(own.and_then(|own| stored::wrong(schema, own, (what, setting))));
            }
            _ => {}
        }
    }
    check_conflicts(definition, serial.is_some(), faults);
    column
}

/// Says so if a type has no collation.
pub(super) fn no_collation(
    schema: &Schema,
    data_type: Option<&DataType>,
    span: Span,
) -> Option<Fault> {
    let data_type = data_type.filter(|data_type| has_no_collation(schema, data_type))?;
    let is = type_text(schema, data_type);
    let message = format!("there is no collation for the type `{is}`");
    Some(Fault::new(
        migrate_sql::codes::INVALID_DEFINITION,
        span,
        message,
    ))
}

/// The type under `serial` and its like.
pub(super) fn serial(written: &TypeName) -> Option<&'static str> {
    if !written.name.qualifiers.is_empty() || written.dimensions > 0 || written.is_reference {
        return None;
    }
    match &*written.name.name.text {
        "serial" | "serial4" => Some("int4"),
        "bigserial" | "serial8" => Some("int8"),
        "smallserial" | "serial2" => Some("int2"),
        _ => None,
    }
}

/// Types that no column has.
pub(super) const PSEUDO: &[&str] = &[
    "any",
    "anyarray",
    "anyelement",
    "anyenum",
    "anyrange",
    "cstring",
    "event_trigger",
    "internal",
    "record",
    "trigger",
    "unknown",
    "void",
];

/// Finds the type of a column.
pub(super) fn resolve_type(
    schema: &Schema,
    written: &TypeName,
    column: &Name,
    faults: &mut Vec<Fault>,
) -> Option<DataType> {
    match types::resolve(schema, written) {
        Ok(found) => {
            if let Some(name) = found.built_in_name().filter(|name| PSEUDO.contains(name)) {
                let message = format!("column `{column}` can't have the pseudo-type `{name}`");
                faults.push(Fault::new(
                    migrate_sql::codes::INVALID_DEFINITION,
                    written.span,
                    message,
                ));
            }
            Some(found)
        }
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}

fn check_conflicts(definition: &ColumnDefinition, is_serial: bool, faults: &mut Vec<Fault>) {
    let find = |is_it: fn(&ColumnConstraintKind) -> bool| -> Vec<&ColumnConstraint> {
        let all = definition.constraints.iter();
        all.filter(|constraint| is_it(&constraint.kind)).collect()
    };
    let nulls = find(|kind| matches!(kind, ColumnConstraintKind::Null));
    let not_nulls = find(|kind| matches!(kind, ColumnConstraintKind::NotNull));
    let defaults = find(|kind| matches!(kind, ColumnConstraintKind::Default(_)));
    let identities = find(|kind| matches!(kind, ColumnConstraintKind::Identity(_)));
    let generated = find(|kind| matches!(kind, ColumnConstraintKind::Generated { .. }));
    let name = &definition.name;
    let mut fault = |constraint: &ColumnConstraint, message: String| {
        faults.push(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            constraint.span,
            message,
        ));
    };
    let never_null = !not_nulls.is_empty() || !identities.is_empty() || is_serial;
    if let (Some(null), true) = (nulls.first(), never_null) {
        fault(
            null,
            format!("column `{name}` can't be both `NULL` and `NOT NULL`"),
        );
    }
    if let Some(second) = defaults.get(usize::from(!is_serial)) {
        fault(second, format!("column `{name}` has more than one default"));
    }
    let has_default = !defaults.is_empty() || is_serial;
    if let Some(identity) = identities.get(1) {
        fault(identity, format!("column `{name}` is an identity twice"));
    } else if let (Some(identity), true) = (identities.first(), has_default) {
        let message = format!("column `{name}` has a default, so it can't be an identity");
        fault(identity, message);
    }
    if let Some(own) = generated.get(1) {
        fault(own, format!("column `{name}` is generated twice"));
    } else if let (Some(own), true) = (generated.first(), has_default || !identities.is_empty()) {
        let message = format!("a generated column can't have a default: `{name}` has one");
        fault(own, message);
    }
}

/// Makes the sequence of an identity column.
pub(super) fn add_identity(
    schema: &mut Schema,
    place: Place<'_>,
    column: &mut Column,
    name: &Name,
    options: &IdentityOptions,
    faults: &mut Vec<Fault>,
) {
    const COUNTED: &[&str] = &["int2", "int4", "int8"];
    column.not_null = true;
    let base = column.data_type.as_ref().and_then(DataType::built_in_name);
    let is_counted = base.is_some_and(|base| COUNTED.contains(&base));
    let is_domain = matches!(
        &column.data_type,
        Some(DataType {
            base: crate::model::BaseType::Named(_) | crate::model::BaseType::Unknown { .. },
            ..
        })
    );
    if let Some(data_type) = &column.data_type
        && !is_counted
        && !is_domain
    {
        let is = type_text(schema, data_type);
        let message =
            format!("an identity column counts: `{name}` can't be one, its type is `{is}`");
        let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, name.span, message);
        faults.push(fault.help("give it the type `smallint`, `integer` or `bigint`"));
    }
    let base = base.unwrap_or("int8").to_owned();
    let sequence = add_sequence(
        schema,
        place,
        &name.text,
        &base,
        Some(&options.sequence),
        true,
    );
    column.identity = Some(Identity {
        always: options.always,
        sequence: Some(sequence),
    });
}

/// Makes the sequence that a column counts with. Its owner is set when the column is there.
pub(super) fn add_sequence(
    schema: &mut Schema,
    place: Place<'_>,
    column: &str,
    base: &str,
    options: Option<&SequenceOptions>,
    is_identity: bool,
) -> ObjectId {
    let given = options.and_then(|options| options.name.as_ref());
    let (namespace, name) = match given {
        Some(given) => {
            let namespace = given.namespace();
            let namespace = namespace.map_or(place.namespace, |namespace| &*namespace.text);
            (namespace.to_owned(), given.name.text.clone())
        }
        None => {
            let names = (place.table, Some(column));
            let name = generated_names::relation_name(schema, place.namespace, names, "seq", false);
            (place.namespace.to_owned(), name)
        }
    };
    schema.add(Object {
        namespace,
        name,
        is_certain: true,
        comment: None,
        kind: ObjectKind::Sequence(Sequence {
            data_type: Some(DataType::built_in(base)),
            owned_by: None,
            is_identity,
            options: options.map_or_else(Vec::new, |options| options.others.clone()),
            temporary: place.temporary,
        }),
    })
}

/// The default of a `serial`.
fn next_value(schema: &Schema, sequence: ObjectId) -> StoredExpression {
    let name = schema.object(sequence).name.replace('\'', "''");
    let tokens = ["nextval", "(", &format!("'{name}'"), "::", "regclass", ")"];
    StoredExpression {
        pieces: tokens.map(|token| Piece::Text(token.to_owned())).to_vec(),
        uses: vec![Use::Object(sequence)],
        is_open: false,
    }
}

/// Adds to a column what its definition says and what needs the table: its default, how it is
/// computed, who owns its sequence.
pub(super) fn finish(
    schema: &mut Schema,
    table: ObjectId,
    id: ColumnId,
    definition: &ColumnDefinition,
    faults: &mut Vec<Fault>,
) {
    own_sequences(schema, table, id);
    for constraint in &definition.constraints {
        match &constraint.kind {
            ColumnConstraintKind::Default(expression) => {
                set_default(schema, table, id, expression, faults);
            }
            ColumnConstraintKind::Generated { expression, stored } => {
                let stored = *stored;
                set_generated(schema, table, id, expression, stored, faults);
            }
            _ => {}
        }
    }
}

/// Says of the sequences that a column counts with whose they are.
pub(super) fn own_sequences(schema: &mut Schema, table: ObjectId, id: ColumnId) {
    let Some(column) = schema.table(table).and_then(|table| table.column_by_id(id)) else {
        return;
    };
    let of_identity = column.identity.as_ref().and_then(|own| own.sequence);
    let of_default = column.default.iter().flat_map(|default| &default.uses);
    let sequences: Vec<ObjectId> = of_identity
        .into_iter()
        .chain(of_default.map(|used| used.object()))
        .collect();
    for sequence in sequences {
        if let ObjectKind::Sequence(sequence) = &mut schema.object_mut(sequence).kind {
            sequence.owned_by.get_or_insert((table, id));
        }
    }
}

/// Gives a column a default.
pub(super) fn set_default(
    schema: &mut Schema,
    table: ObjectId,
    id: ColumnId,
    expression: &Expression,
    faults: &mut Vec<Fault>,
) {
    let refused = expression_refused::fault(schema, expression, Context::Default);
    let has_fault = refused.is_some();
    faults.extend(refused);
    let resolved = own::over_nothing(schema, expression);
    if !has_fault {
        faults.extend(resolved.faults);
        faults.extend(wrong_value(
            schema,
            table,
            id,
            expression,
            resolved.data_type.as_ref(),
        ));
    }
    let is_null = matches!(expression.root, ExprNode::Literal(Literal::Null, _));
    if let Some(mut column) = schema
        .table_mut(table)
        .and_then(|table| table.column_mut(id))
    {
        // `DEFAULT NULL` is no default, unless it has to be cut to a length.
        let data_type = column.data_type.as_ref();
        let is_cut = data_type.is_some_and(|data_type| {
            !data_type.modifiers.is_empty() && data_type.built_in_name() != Some("interval")
        });
        column.default = (!is_null || is_cut).then_some(resolved.stored);
    }
}

/// What is wrong with a default that can't be a value of the column's type.
fn wrong_value(
    schema: &Schema,
    table: ObjectId,
    id: ColumnId,
    expression: &Expression,
    found: Option<&DataType>,
) -> Option<Fault> {
    let column = schema.table(table)?.column_by_id(id)?;
    let data_type = column.data_type.as_ref()?;
    let name = &column.name;
    match &expression.root {
        ExprNode::Literal(Literal::Text(text), span) => {
            literal::wrong(schema, data_type, text, *span)
        }
        ExprNode::Literal(Literal::Null | Literal::Other(_), _) => None,
        root => {
            let of_literal = match root {
                ExprNode::Literal(Literal::Boolean(_), _) => Some(DataType::built_in("bool")),
                ExprNode::Literal(Literal::Number(text), _) => {
                    let is_whole = text.bytes().all(|byte| byte.is_ascii_digit());
                    Some(DataType::built_in(if is_whole {
                        "int4"
                    } else {
                        "numeric"
                    }))
                }
                ExprNode::Call(call)
                    if call.name.qualifiers.is_empty() && call.name.name.text == "now" =>
                {
                    let is_own = schema.find_routines(&call.name) == (Vec::new(), true);
                    is_own.then(|| DataType::built_in("timestamptz"))
                }
                _ => None,
            };
            let found = of_literal.as_ref().or(found)?;
            if !is_never_assigned(schema, found, data_type) {
                return None;
            }
            let (is, wanted) = (type_text(schema, found), type_text(schema, data_type));
            let message = format!(
                "the default of `{name}` is of type `{is}`, and the column of type `{wanted}`"
            );
            Some(Fault::new(
                migrate_sql::codes::INVALID_DEFINITION,
                expression.span,
                message,
            ))
        }
    }
}

/// Says how a column is computed.
pub(super) fn set_generated(
    schema: &mut Schema,
    table: ObjectId,
    id: ColumnId,
    expression: &Expression,
    stored: bool,
    faults: &mut Vec<Fault>,
) {
    let context = Context::Generated;
    faults.extend(expression_refused::fault(schema, expression, context));
    let resolved = own::over_table(schema, table, expression);
    let mut found = resolved.faults;
    if found.is_empty() {
        found.extend(refers_to_generated(
            schema,
            table,
            id,
            &resolved.stored,
            expression,
        ));
        found.extend(super::immutable::changing(
            schema,
            table,
            expression,
            "a generated column",
        ));
    }
    faults.append(&mut found);
    if let Some(mut column) = schema
        .table_mut(table)
        .and_then(|table| table.column_mut(id))
    {
        column.generated = Some(Generated {
            expression: resolved.stored,
            stored,
        });
    }
}

fn refers_to_generated(
    schema: &Schema,
    table: ObjectId,
    id: ColumnId,
    stored: &StoredExpression,
    expression: &Expression,
) -> Option<Fault> {
    let table = schema.table(table)?;
    let other = stored.columns().find_map(|used| {
        let column = table.column_by_id(used)?;
        (used == id || column.generated.is_some()).then_some(column)
    })?;
    let message = match other.id == id {
        true => format!(
            "the generated column `{}` can't refer to itself",
            other.name
        ),
        false => format!(
            "a generated column can't refer to `{}`, which is generated too",
            other.name
        ),
    };
    Some(Fault::new(
        migrate_sql::codes::INVALID_DEFINITION,
        expression.span,
        message,
    ))
}
