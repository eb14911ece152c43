//! How a table and its columns are stored: `STORAGE`, `COMPRESSION`, `UNLOGGED`.
use super::casts::type_text;
use crate::model::{BaseType, ConstraintKind, DataType, ForeignKeyTarget, ObjectId, ObjectKind};
use crate::{Fault, Schema};
use migrate_sql::statement::{Name, Span};

/// The engine's own types that are always stored as they are (`pg_type.typstorage`).
const PLAIN: &str = "aclitem bool char cid circle date float4 float8 int2 int4 int8 interval macaddr \
    macaddr8 money oid pg_lsn regclass regcollation regconfig regdictionary regnamespace regoper \
    regoperator regproc regprocedure regrole regtype tid time timestamp timestamptz timetz tsquery \
    uuid xid xid8";

/// Whether values of a type are surely stored as they are: never compressed, never elsewhere.
fn is_plain(schema: &Schema, data_type: &DataType) -> bool {
    if data_type.dimensions > 0 {
        return false;
    }
    match &data_type.base {
        BaseType::BuiltIn(name) => PLAIN.split_ascii_whitespace().any(|own| own == name),
        BaseType::Named(id) => match schema.get(*id).filter(|object| object.is_certain) {
            Some(object) => match &object.kind {
                ObjectKind::Enum(_) => true,
                ObjectKind::Domain(domain) => is_plain(schema, &domain.base),
                _ => false,
            },
            None => false,
        },
        BaseType::Unknown { .. } => false,
    }
}

/// Finds what is wrong with the `storage` or `compression` of a column.
pub(super) fn wrong(
    schema: &Schema,
    data_type: &DataType,
    (what, setting): (&str, &Name),
) -> Option<Fault> {
    const STORAGE: &[&str] = &["plain", "external", "extended", "main", "default"];
    let invalid = |message: String| {
        Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            setting.span,
            message,
        )
    };
    let value = setting.text.to_ascii_lowercase();
    let is_storage = what == "storage";
    if is_storage && !STORAGE.contains(&&*value) {
        let fault = invalid(format!("there is no storage `{setting}`"));
        return Some(fault.help("there are `PLAIN`, `EXTERNAL`, `EXTENDED` and `MAIN`"));
    }
    let is_fine = value == "default" || is_storage && value == "plain";
    let is = type_text(schema, data_type);
    (!is_fine && is_plain(schema, data_type)).then(|| {
        invalid(match is_storage {
            true => format!("values of type `{is}` can only have `STORAGE PLAIN`"),
            false => format!("values of type `{is}` can't be compressed"),
        })
    })
}

/// `SET LOGGED`, `SET UNLOGGED`.
pub(super) fn set_logged(
    schema: &mut Schema,
    id: ObjectId,
    logged: bool,
    span: Span,
) -> Option<Fault> {
    let table = schema.table(id)?;
    // A partitioned table stores nothing: versions differ in what they say.
    if table.partition_by.is_some() {
        return None;
    }
    let fault = unlike_referring(schema, id, logged, span);
    if fault.is_some() {
        return fault;
    }
    let table = schema.table_mut(id)?;
    match logged {
        true => drop(table.options.remove("unlogged")),
        false => drop(table.options.insert("unlogged".to_owned(), String::new())),
    }
    None
}

/// Refuses to make a table last when it refers to one that does not, and the other way round
/// (`ATPrepChangePersistence` in `tablecmds.c`).
fn unlike_referring(schema: &Schema, id: ObjectId, logged: bool, span: Span) -> Option<Fault> {
    let object = schema.object(id);
    let table = schema.table(id)?;
    let name = &object.name;
    if table.temporary {
        let message = format!("table `{name}` is temporary: it is never logged");
        return Some(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            span,
            message,
        ));
    }
    let mut held = table.held.iter();
    if let (false, Some(publication)) = (logged, held.find(|own| own.what == "publication")) {
        let message = format!(
            "table `{name}` has to be logged: {} has it",
            publication.title()
        );
        return Some(Fault::new(
            migrate_sql::codes::INVALID_DEFINITION,
            span,
            message,
        ));
    }
    let is_unlogged = |id: ObjectId| {
        let table = schema.table(id);
        table.is_some_and(|own| own.options.contains_key("unlogged"))
    };
    for (from, own, table) in schema.tables() {
        for constraint in &table.constraints {
            let ConstraintKind::ForeignKey(key) = &constraint.kind else {
                continue;
            };
            let ForeignKeyTarget::Table { table: to, .. } = key.target else {
                continue;
            };
            let is_certain = own.is_certain && schema.object(to).is_certain && object.is_certain;
            if from == to || !is_certain {
                continue;
            }
            let other = &schema.object(if logged { to } else { from }).name;
            let message = match logged {
                true if from == id && is_unlogged(to) => {
                    format!("table `{name}` can't be logged: it refers to `{other}`, which is not")
                }
                false if to == id && !is_unlogged(from) => {
                    format!("table `{name}` has to be logged: `{other}` is, and refers to it")
                }
                _ => continue,
            };
            let fault = Fault::new(migrate_sql::codes::INVALID_DEFINITION, span, message);
            return Some(fault.help(format!("change `{other}` before it")));
        }
    }
    None
}
