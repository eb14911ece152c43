//! A schema as text that can be read back: what a lock file and a cache keep of it.
//!
//! Not the lines of [`describe`](super::describe), which leave out what people need not see, but all
//! that the model holds, in its own words: the fields of its types, one line for each object and each
//! of a table's parts, in the order in which they were made. Each type names all of its fields here
//! (see `values`), so that a new field of the model does not compile until it is kept as well.
//!
//! ```text
//! namespace public
//! table public.users#1
//!   column id=1 name=id data_type=int8 not_null
//!   column id=2 name=email data_type=text default=`''`
//!   constraint name=users_pkey is_generated_name kind=primary_key{columns=[id#1]}
//!   index name=users_email_idx method=btree parts=[{target=`lower ( {email#2} )`}]
//! ```
//!
//! - What is false, empty or absent is left out. Names are plain or in `"`.
//! - `users#1`: an object or a column is meant by its number; its name is there for people.
//! - Between backquotes stand the tokens of an expression, a space between two; `{email#2}` is a column
//!   of the table.
//!
//! Reading is no more than a walk over the bytes: it happens in every build, unoptimised.
mod parts;
mod reader;
#[cfg(test)]
mod tests;
mod values;
mod writer;

use super::Schema;
use super::model::{Named, Namespace, Object, ObjectId, ObjectKind, View};
use crate::Dialect;
use reader::Reader;
use std::collections::BTreeMap;
use values::{Fields, Kept};
use writer::Writer;

/// The number of the form: another one is another notation of the same model.
///
/// Whoever changes what is written raises it, so that a lock of before is not misread but said to be
/// of another form (a test holds the notation against this number).
pub const FORM: u32 = 1;

/// Writes a schema, all but its session.
pub fn written(schema: &Schema) -> String {
    let mut out = Writer::new(schema);
    if !schema.is_complete {
        out.line(0, "incomplete");
    }
    for name in &schema.doubtful {
        out.line(0, "doubtful ");
        out.string(name);
    }
    for prefix in &schema.doubtful_prefixes {
        out.line(0, "doubtful_prefix ");
        out.string(prefix);
    }
    for (name, extension) in &schema.extensions {
        out.line(0, "extension ");
        out.string(name);
        extension.put_fields(&mut out);
    }
    for (name, namespace) in &schema.namespaces {
        out.line(0, "namespace ");
        out.string(name);
        out.flag("uncertain", !namespace.is_certain);
        out.value("comment", &namespace.comment);
    }
    for (id, object) in schema.objects() {
        out.owner = Some(id);
        put_object(&mut out, id, object);
    }
    out.line(0, "last ");
    out.number(schema.last_id().into());
    out.finish()
}

/// Reads what [`written`] wrote; `None` where it is anything else.
pub fn read(text: &str, dialect: Dialect) -> Option<Schema> {
    let mut reader = Reader::new(text);
    let mut schema = Schema::new(dialect);
    schema.namespaces.clear();
    let mut objects = BTreeMap::new();
    let mut last_id = None;
    while let Some(word) = reader.word()? {
        match word {
            "incomplete" => schema.is_complete = false,
            "doubtful" => drop(schema.doubtful.insert(reader.string()?)),
            "doubtful_prefix" => drop(schema.doubtful_prefixes.insert(reader.string()?)),
            "extension" => {
                let name = reader.string()?;
                schema
                    .extensions
                    .insert(name, Fields::get_fields(&mut reader)?);
            }
            "namespace" => {
                let name = reader.string()?;
                schema.namespaces.insert(name, namespace(&mut reader)?);
            }
            "last" => last_id = Some(Kept::get(&mut reader)?),
            kind => {
                let (id, object) = get_object(&mut reader, kind)?;
                objects.insert(id, object);
                continue; // It reads its lines itself.
            }
        }
        reader.end_of_line()?;
    }
    schema.restore(objects, last_id?)?;
    Some(schema)
}

fn namespace(reader: &mut Reader<'_>) -> Option<Namespace> {
    let mut namespace = Namespace::default();
    while let Some(field) = reader.word()? {
        match field {
            "uncertain" => namespace.is_certain = false,
            "comment" => namespace.comment = reader.value()?,
            _ => return None,
        }
    }
    Some(namespace)
}

fn put_object(out: &mut Writer<'_>, id: ObjectId, object: &Object) {
    let Object {
        namespace: _,
        name: _,
        is_certain,
        comment,
        kind,
    } = object;
    let word = match kind {
        ObjectKind::Table(_) => "table ",
        ObjectKind::View(_) => "view ",
        ObjectKind::Sequence(_) => "sequence ",
        ObjectKind::Enum(_) => "enum ",
        ObjectKind::Domain(_) => "domain ",
        ObjectKind::Composite(_) => "composite ",
        ObjectKind::Range(_) => "range ",
        ObjectKind::OtherType => "type ",
        ObjectKind::Routine(_) => "routine ",
    };
    out.line(0, word);
    out.object(id);
    out.flag("uncertain", !is_certain);
    match kind {
        ObjectKind::Table(table) => table.put_fields(out),
        ObjectKind::View(view) => put_view(out, view),
        ObjectKind::Sequence(sequence) => sequence.put_fields(out),
        ObjectKind::Enum(values) => values.put_fields(out),
        ObjectKind::Domain(domain) => domain.put_fields(out),
        ObjectKind::Composite(composite) => composite.put_fields(out),
        ObjectKind::Range(range) => range.put_fields(out),
        ObjectKind::OtherType => {}
        ObjectKind::Routine(routine) => routine.put_fields(out),
    }
    if comment.is_some() {
        out.line(1, "comment ");
        comment.put(out);
    }
    match kind {
        ObjectKind::Table(table) => parts::put_lines(out, table),
        ObjectKind::View(view) => {
            for column in &view.columns {
                out.line(1, "view_column");
                column.put_fields(out);
            }
            parts::put_lines(out, &view.table);
        }
        _ => {}
    }
}

fn put_view(out: &mut Writer<'_>, view: &View) {
    view.put_fields(out);
    // What a view has of a table beside its lines.
    let table = super::model::Table {
        columns: Named::new(),
        constraints: Named::new(),
        indexes: Named::new(),
        triggers: Named::new(),
        policies: Named::new(),
        ..view.table.clone()
    };
    out.value("table", &table);
}

fn get_object(reader: &mut Reader<'_>, kind: &str) -> Option<(ObjectId, Object)> {
    let (namespace, name, id) = reader.object()?;
    let is_certain = !reader.flag("uncertain");
    let mut kind = match kind {
        "table" => ObjectKind::Table(Fields::get_fields(reader)?),
        "view" => ObjectKind::View(Fields::get_fields(reader)?),
        "sequence" => ObjectKind::Sequence(Fields::get_fields(reader)?),
        "enum" => ObjectKind::Enum(Fields::get_fields(reader)?),
        "domain" => ObjectKind::Domain(Fields::get_fields(reader)?),
        "composite" => ObjectKind::Composite(Fields::get_fields(reader)?),
        "range" => ObjectKind::Range(Fields::get_fields(reader)?),
        "type" => ObjectKind::OtherType,
        "routine" => ObjectKind::Routine(Fields::get_fields(reader)?),
        _ => return None,
    };
    reader.end_of_line()?;
    let mut comment = None;
    while reader.is_indented() {
        match (reader.word()??, &mut kind) {
            ("comment", _) => comment = Some(reader.string()?),
            ("view_column", ObjectKind::View(view)) => {
                view.columns.push(Fields::get_fields(reader)?);
            }
            (word, ObjectKind::Table(table)) => parts::get_line(reader, word, table)?,
            (word, ObjectKind::View(view)) => parts::get_line(reader, word, &mut view.table)?,
            _ => return None,
        }
        reader.end_of_line()?;
    }
    let object = Object {
        namespace,
        name,
        is_certain,
        comment,
        kind,
    };
    Some((id, object))
}
