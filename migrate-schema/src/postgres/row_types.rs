//! Composite types, and the row types of tables, that columns have.
use crate::model::{BaseType, DataType, ObjectId, ObjectKind};
use crate::{Fault, Schema};
use migrate_sql::statement::Span;
use std::collections::BTreeSet;

/// Returns a column that keeps values of a type, be it within another type, as it is called in a
/// message: what such a value is made of can't change.
pub(super) fn user(schema: &Schema, id: ObjectId) -> Option<String> {
    user_of(schema, BTreeSet::from([id]))
}

/// Returns a column that keeps values of a domain within another type: its checks can't be added to.
pub(super) fn user_within(schema: &Schema, id: ObjectId) -> Option<String> {
    let mut domains = BTreeSet::from([id]);
    let holds = |domains: &BTreeSet<ObjectId>, own: &DataType| matches!(own.base, BaseType::Named(id) if domains.contains(&id));
    for (of, object) in schema.objects() {
        if let ObjectKind::Domain(domain) = &object.kind
            && domain.base.dimensions == 0
            && holds(&domains, &domain.base)
        {
            domains.insert(of);
        }
    }
    let has = |own: Option<&DataType>| own.is_some_and(|own| holds(&domains, own));
    let containers = schema.objects().filter(|(_, object)| match &object.kind {
        ObjectKind::Composite(own) => own.attributes.iter().any(|(_, own)| has(own.as_ref())),
        ObjectKind::Table(table) => table.columns.iter().any(|own| has(own.data_type.as_ref())),
        _ => false,
    });
    let containers: BTreeSet<ObjectId> = containers.map(|(id, _)| id).collect();
    (!containers.is_empty()).then(|| user_of(schema, containers))?
}

fn user_of(schema: &Schema, mut types: BTreeSet<ObjectId>) -> Option<String> {
    loop {
        let before = types.len();
        for (of, object) in schema.objects().filter(|(_, object)| object.is_certain) {
            let holds =
                |own: &DataType| matches!(own.base, BaseType::Named(id) if types.contains(&id));
            let has = |own: &Option<DataType>| own.as_ref().is_some_and(holds);
            match &object.kind {
                ObjectKind::Table(table) => {
                    let mut columns = table.columns.iter();
                    let found = columns.find(|column| has(&column.data_type));
                    if let Some(column) = found {
                        let (column, table) = (&column.name, &object.name);
                        return Some(format!("column `{column}` of table `{table}`"));
                    }
                }
                ObjectKind::Composite(own) if own.attributes.iter().any(|(_, own)| has(own)) => {
                    types.insert(of);
                }
                ObjectKind::Domain(own) if holds(&own.base) => {
                    types.insert(of);
                }
                _ => {}
            }
        }
        if types.len() == before {
            return None;
        }
    }
}

/// Whether values of a type surely hold values of this row type: by themselves, or within arrays,
/// domains, ranges and other row types.
pub(super) fn holds_rows_of(schema: &Schema, data_type: &DataType, id: ObjectId) -> bool {
    fn holds(schema: &Schema, own: &DataType, id: ObjectId, seen: &mut BTreeSet<ObjectId>) -> bool {
        let BaseType::Named(of) = own.base else {
            return false;
        };
        if of == id {
            return true;
        }
        let Some(object) = schema.get(of).filter(|object| object.is_certain) else {
            return false;
        };
        if !seen.insert(of) {
            return false;
        }
        let mut any = |own: Option<&DataType>| own.is_some_and(|own| holds(schema, own, id, seen));
        match &object.kind {
            ObjectKind::Domain(domain) => any(Some(&domain.base)),
            ObjectKind::Range(range) => any(range.subtype.as_ref()),
            ObjectKind::Composite(own) => own.attributes.iter().any(|(_, own)| any(own.as_ref())),
            ObjectKind::Table(_) | ObjectKind::View(_) => {
                let mut columns = object.columns().iter();
                columns.any(|column| any(column.data_type.as_ref()))
            }
            _ => false,
        }
    }
    holds(schema, data_type, id, &mut BTreeSet::new())
}

/// Refuses a column or attribute whose type holds the row that it would be part of.
pub(super) fn within_itself(
    schema: &Schema,
    id: ObjectId,
    data_type: Option<&DataType>,
    span: Span,
) -> Option<Fault> {
    let object = schema.object(id);
    let is_so = object.is_certain && holds_rows_of(schema, data_type?, id);
    let message = format!("a row of `{}` can't hold rows of `{0}`", object.name);
    is_so.then(|| Fault::new(migrate_sql::codes::INVALID_DEFINITION, span, message))
}
