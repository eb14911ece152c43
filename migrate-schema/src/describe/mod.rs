//! A schema as ordered lines: what diffs show to people, what reports of drift name, and what can be
//! kept in a file.
//!
//! An object is a block: a line of its own, and below it, two spaces in, a line for each of its
//! properties. One schema has one description: objects are sorted by kind, schema and name, columns
//! are in their order, all else is sorted by name.
//!
//! ```text
//! enum public.mood ('sad', 'ok')
//! table public.users
//!   column id bigint not null identity by default
//!   column email text not null default ''
//!   primary key users_pkey (id)
//!   index users_email_idx (lower(email)) where email <> ''
//! view public.names (name)
//!   as select name from public . users
//! ```
//!
//! # To be read back
//!
//! Names stand as they are where they are plain, else in `"` (PostgreSQL's upper case is not plain);
//! texts stand in `'`. What has a line feed in it is written with a backslash, as `e'…'` and `e"…"`.
//! A name that is not known for certain to be what it says has a `?` in front: a type that the schema
//! does not have, a table that a foreign key names and that is not there.
//!
//! What only the model needs stands in `<…>` at the end of a line, and only in a full description:
//! `<uncertain>`, `<open>` (there may be more columns, or more that it refers to), `<generated>` (the
//! engine made up the name), `<implicit>`, `<uses …>`. In an expression, a name that is no column of
//! the table although the table has one of that name has a `\` in front.
mod expression;
mod lines;
mod name;
mod object;
mod table;

pub use expression::needs_space;
pub(crate) use name::text_literal;

use super::Schema;
use super::model::{Object, ObjectId, ObjectKind};
use lines::Lines;

/// Describes schemas.
#[derive(Clone, Copy)]
pub struct Describer<'s> {
    pub(crate) schema: &'s Schema,
    /// With what only the model needs.
    pub(crate) full: bool,
}

/// Describes a schema, with all that the model knows.
pub(crate) fn describe(schema: &Schema) -> String {
    let describer = Describer { schema, full: true };
    let mut lines = Lines::default();
    describer.all(&mut lines);
    lines.into_text()
}

impl<'s> Describer<'s> {
    /// For people: without what only the model needs.
    pub fn short(schema: &'s Schema) -> Self {
        Self {
            schema,
            full: false,
        }
    }

    fn all(self, lines: &mut Lines) {
        let schema = self.schema;
        if !schema.is_complete {
            lines.add(0, "incomplete");
        }
        for name in &schema.doubtful {
            lines.add(0, &format!("doubtful {}", self.name(name)));
        }
        for prefix in &schema.doubtful_prefixes {
            lines.add(0, &format!("doubtful {}…", self.name(prefix)));
        }
        for (name, extension) in &schema.extensions {
            let within = extension.namespace.as_ref();
            let within = within.map(|within| format!(" schema {}", self.name(within)));
            let within = within.unwrap_or_default();
            lines.add(0, &format!("extension {}{within}", self.name(name)));
        }
        for (name, namespace) in &schema.namespaces {
            let mut line = format!("schema {}", self.name(name));
            self.mark(&mut line, !namespace.is_certain, "uncertain");
            lines.add(0, &line);
            self.comment(lines, namespace.comment.as_deref());
        }
        let mut objects: Vec<(ObjectId, &Object)> = schema.objects().collect();
        objects.sort_by_cached_key(|(id, object)| {
            let arguments = self.headline(*id);
            let place = (object.namespace.clone(), object.name.clone());
            (kind_order(&object.kind), place, arguments)
        });
        for (id, _) in objects {
            self.object(lines, id);
        }
    }

    /// Adds what only the model needs.
    fn mark(self, line: &mut String, holds: bool, mark: &str) {
        if self.full && holds {
            line.push_str(&format!(" <{mark}>"));
        }
    }

    fn comment(self, lines: &mut Lines, comment: Option<&str>) {
        if let Some(comment) = comment {
            lines.add(1, &format!("comment {}", text_literal(comment)));
        }
    }
}

/// What others are made of comes first.
fn kind_order(kind: &ObjectKind) -> u8 {
    match kind {
        ObjectKind::Enum(_) => 0,
        ObjectKind::Domain(_) => 1,
        ObjectKind::Composite(_) => 2,
        ObjectKind::Range(_) => 3,
        ObjectKind::OtherType => 4,
        ObjectKind::Sequence(_) => 5,
        ObjectKind::Table(_) => 6,
        ObjectKind::View(_) => 7,
        ObjectKind::Routine(_) => 8,
    }
}
