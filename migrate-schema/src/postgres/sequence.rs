//! Sequences.
use super::faults::{missing, missing_part};
use super::place::{taken_as_relation, taken_fault, target};
use super::{sequence_refused, types};
use crate::lookup::Found;
use crate::model::{ColumnId, Object, ObjectId, ObjectKind, Sequence};
use crate::{Fault, Schema};
use migrate_sql::statement::{CreateSequence, Kind, Name, QualifiedName, SequenceOptions, Span};

/// `CREATE SEQUENCE`.
pub(super) fn create(schema: &mut Schema, create: &CreateSequence) -> Vec<Fault> {
    let mut faults = Vec::new();
    if create.temporary {
        schema.doubt(&create.name.name.text);
        return faults;
    }
    let namespace = match target(schema, &create.name) {
        Ok(Some(namespace)) => namespace,
        Ok(None) => {
            schema.doubt(&create.name.name.text);
            return faults;
        }
        Err(fault) => {
            schema.doubt(&create.name.name.text);
            return vec![fault];
        }
    };
    let name = &create.name.name;
    if let Some(taken) = taken_as_relation(schema, &namespace, &name.text) {
        if !create.if_not_exists {
            faults.extend(taken_fault(
                migrate_sql::codes::DUPLICATE_TABLE,
                name,
                &taken,
            ));
        }
        return faults;
    }
    let is_certain = !schema.may_have(&name.text);
    let mut sequence = Sequence::default();
    faults.extend(set(schema, &mut sequence, &create.options));
    if faults.is_empty() {
        let span = create.name.span();
        faults.extend(refused(&sequence, &create.options, span));
        faults.extend(owned_elsewhere(schema, &namespace, &sequence, span));
    }
    schema.add(Object {
        namespace,
        name: name.text.clone(),
        is_certain: is_certain || !create.if_not_exists,
        comment: None,
        kind: ObjectKind::Sequence(sequence),
    });
    faults
}

/// `ALTER SEQUENCE`.
pub(super) fn alter(
    schema: &mut Schema,
    id: ObjectId,
    (options, span): (&SequenceOptions, Span),
) -> Vec<Fault> {
    let ObjectKind::Sequence(sequence) = &schema.object(id).kind else {
        return Vec::new();
    };
    let mut sequence = sequence.clone();
    if sequence.is_identity
        && schema.object(id).is_certain
        && let Some(Some((table, column))) = &options.owned_by
    {
        let message = format!(
            "sequence `{}` can't be given to another column: it belongs to an identity column",
            schema.object(id).name
        );
        let span = table.span().to(column.span);
        return vec![Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            span,
            message,
        )];
    }
    if options.data_type.is_some() {
        forget_bounds(&mut sequence);
    }
    let fault = set(schema, &mut sequence, options);
    let is_certain = schema.object(id).is_certain;
    // With another type its bounds may become others.
    let is_asked = fault.is_none() && is_certain && options.data_type.is_none();
    let fault = fault.or_else(|| refused(&sequence, options, span).filter(|_| is_asked));
    schema.object_mut(id).kind = ObjectKind::Sequence(sequence);
    fault.into_iter().collect()
}

fn set(schema: &Schema, sequence: &mut Sequence, options: &SequenceOptions) -> Option<Fault> {
    let mut fault = None;
    if let Some(data_type) = &options.data_type {
        match types::resolve(schema, data_type) {
            Ok(found) => {
                let name = found.built_in_name().unwrap_or("int8").to_owned();
                if !["int2", "int4", "int8"].contains(&&*name) {
                    let message = "a sequence counts in `smallint`, `integer` or `bigint`";
                    fault = Some(Fault::new(
                        migrate_sql::codes::INVALID_DEFINITION,
                        data_type.span,
                        message,
                    ));
                }
                sequence.data_type = Some(found);
            }
            Err(found) => fault = Some(found),
        }
    }
    for (option, value) in &options.others {
        sequence.options.retain(|(own, _)| own != option);
        if option != "restart" {
            sequence.options.push((option.clone(), value.clone()));
        }
    }
    match &options.owned_by {
        None => {}
        Some(None) => sequence.owned_by = None,
        Some(Some((table, column))) => match owner(schema, table, column) {
            Ok(owner) => sequence.owned_by = owner,
            Err(found) => fault = fault.or(Some(found)),
        },
    }
    fault
}

/// Bounds that are those of the type go with it where a sequence gets another type.
fn forget_bounds(sequence: &mut Sequence) {
    let data_type = sequence.data_type.as_ref();
    let data_type = data_type.and_then(|own| own.built_in_name());
    let (least, greatest) = sequence_refused::bounds(data_type.unwrap_or("int8"));
    sequence.options.retain(|(name, value)| {
        let value = value.parse::<i128>().ok();
        let is_least = name == "minvalue" && value == Some(least);
        let is_greatest = name == "maxvalue" && value == Some(greatest);
        !is_least && !is_greatest
    });
}

fn refused(sequence: &Sequence, given: &SequenceOptions, span: Span) -> Option<Fault> {
    let data_type = sequence.data_type.as_ref();
    let data_type = data_type.map_or(Some("int8"), |own| own.built_in_name())?;
    sequence_refused::options(data_type, &sequence.options, &given.others, span)
}

/// Says so if a sequence is in another schema than the table that it goes with.
fn owned_elsewhere(
    schema: &Schema,
    namespace: &str,
    sequence: &Sequence,
    span: Span,
) -> Option<Fault> {
    let (table, _) = sequence.owned_by?;
    let table = schema.get(table).filter(|table| table.is_certain)?;
    let message = format!(
        "table `{}` is in another schema than its sequence",
        table.name
    );
    (table.namespace != namespace)
        .then(|| Fault::new(migrate_sql::codes::INVALID_DEFINITION, span, message))
}

fn owner(
    schema: &Schema,
    table: &QualifiedName,
    column: &Name,
) -> Result<Option<(ObjectId, ColumnId)>, Fault> {
    let found = schema.find_relation(table);
    if found == Found::Missing {
        return Err(missing(schema, Kind::Table, table));
    }
    let Some(id) = found.id() else {
        return Ok(None);
    };
    if let ObjectKind::View(view) = &schema.object(id).kind {
        let mut columns = view.columns.iter();
        let column = columns.find(|own| own.name == column.text);
        return Ok(column.map(|column| (id, column.id)));
    }
    if let ObjectKind::Sequence(_) = &schema.object(id).kind
        && found.certain().is_some()
    {
        let text = &table.name.text;
        return Err(super::faults::wrong_kind(
            table.span(),
            text,
            "sequence",
            "table",
        ));
    }
    let Some(own) = schema.table(id) else {
        return Ok(None);
    };
    match own.column(schema.dialect, &column.text) {
        Some(column) => Ok(Some((id, column.id))),
        None if found.certain().is_some() && !own.is_open => {
            let of = ("table", &*schema.object(id).name);
            let known = own.columns.iter().map(|column| &*column.name);
            Err(missing_part(
                migrate_sql::codes::UNKNOWN_COLUMN,
                Kind::Column,
                column,
                of,
                known,
            ))
        }
        None => Ok(None),
    }
}
