//! Extensions: what the common ones bring.
use super::dependents::{self, Part};
use super::drop::missing_other;
use crate::lookup::Brought;
use crate::model::{BaseType, DataType, IndexPart, ObjectKind, Piece, StoredExpression};
use crate::{Fault, Schema};
use migrate_sql::statement::{Behavior, DropObjects, Kind};
use std::sync::OnceLock;

/// What an extension brings, as far as it is listed.
struct Brings {
    name: &'static str,
    /// Of each kind, the names.
    listed: Vec<(Brought, Vec<&'static str>)>,
}

impl Brings {
    fn names(&self, kind: Brought) -> &[&'static str] {
        let found = self.listed.iter().find(|(own, _)| *own == kind);
        found.map_or(&[], |(_, names)| names)
    }
}

fn known(extension: &str) -> Option<&'static Brings> {
    static KNOWN: OnceLock<Vec<Brings>> = OnceLock::new();
    let known = KNOWN.get_or_init(|| listed(include_str!("extensions.txt")));
    known.iter().find(|known| known.name == extension)
}

/// Reads the list: a line with the extension's name, and lines with what it brings, one word for the
/// kind first; deeper lines go on.
fn listed(text: &'static str) -> Vec<Brings> {
    let mut all: Vec<Brings> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_ascii_whitespace();
        let depth = line.len() - line.trim_start().len();
        match (depth, all.last_mut()) {
            (0, _) => all.push(Brings {
                name: line,
                listed: Vec::new(),
            }),
            (2, Some(last)) => {
                let kind = match words.next() {
                    Some("types") => Brought::Type,
                    Some("functions") => Brought::Function,
                    Some("relations") => Brought::Relation,
                    Some("schemas") => Brought::Namespace,
                    Some("classes") => Brought::OperatorClass,
                    _ => Brought::Other,
                };
                last.listed.push((kind, words.collect()));
            }
            (_, Some(last)) => {
                if let Some((_, names)) = last.listed.last_mut() {
                    names.extend(words);
                }
            }
            (_, None) => {}
        }
    }
    all
}

impl Schema {
    /// Whether an extension brings something by that name, or may: not all are known.
    pub(crate) fn may_be_brought(&self, kind: Brought, name: &str) -> bool {
        self.extensions.keys().any(|extension| {
            let Some(brings) = known(extension) else {
                return true;
            };
            let names = brings.names(kind);
            names.contains(&name) || names.contains(&"*")
        })
    }

    /// Whether an extension brings something by that name, for all that is known.
    pub(crate) fn is_brought(&self, kind: Brought, name: &str) -> bool {
        let mut extensions = self.extensions.keys().filter_map(|own| known(own));
        extensions.any(|brings| brings.names(kind).contains(&name))
    }
}

/// `DROP EXTENSION`.
pub(super) fn drop(schema: &mut Schema, drop: &DropObjects) -> Vec<Fault> {
    let mut faults = Vec::new();
    for object in &drop.objects {
        let name = &object.name.name.text;
        if !schema.extensions.contains_key(name) {
            let is_known = !schema.may_have(name);
            if is_known && !drop.if_exists && name != "plpgsql" {
                let known = schema.extensions.keys().map(|name| &**name);
                faults.push(missing_other(Kind::Extension, object, known));
            }
            continue;
        }
        let parts = parts_of(schema, name);
        if drop.behavior == Behavior::Cascade {
            dependents::drop(schema, &parts, Behavior::Cascade, object.name.span(), "");
        } else {
            let is_certain = |part: &&Part| schema.object(part.owner()).is_certain;
            let blocking: Vec<Part> = parts.iter().filter(is_certain).cloned().collect();
            let what = format!("extension `{name}`");
            let span = object.name.span();
            faults.extend(dependents::still_needed(schema, &blocking, span, &what));
            for part in blocking {
                schema.object_mut(part.owner()).is_certain = false;
            }
        }
        schema.extensions.remove(name);
    }
    faults
}

/// What depends on what the extension is known to bring.
fn parts_of(schema: &Schema, extension: &str) -> Vec<Part> {
    let Some(brings) = known(extension) else {
        return Vec::new();
    };
    let is_its_type = |data_type: &DataType| match &data_type.base {
        BaseType::Unknown { name, .. } => brings.names(Brought::Type).contains(&&**name),
        _ => false,
    };
    let calls = |expression: &StoredExpression| {
        expression.pieces.windows(2).any(|pieces| match pieces {
            [Piece::Text(name), Piece::Text(next)] if next == "(" => {
                brings.names(Brought::Function).contains(&&**name)
            }
            _ => false,
        })
    };
    let has_class = |part: &IndexPart| {
        let class = part.operator_class.as_deref();
        class.is_some_and(|class| brings.names(Brought::OperatorClass).contains(&class))
    };
    let mut parts = Vec::new();
    for (id, object) in schema.objects() {
        match &object.kind {
            ObjectKind::Table(table) => {
                for column in &table.columns {
                    if column.data_type.as_ref().is_some_and(is_its_type) {
                        parts.push(Part::Column(id, column.id));
                    } else if column.default.as_ref().is_some_and(calls) {
                        parts.push(Part::Default(id, column.id));
                    }
                }
                for index in &table.indexes {
                    if index.parts.iter().any(has_class) {
                        parts.push(Part::Index(id, index.name.clone()));
                    }
                }
            }
            ObjectKind::Domain(domain) if is_its_type(&domain.base) => {
                parts.push(Part::Object(id));
            }
            ObjectKind::Routine(routine) => {
                let parameters = routine.parameters.iter();
                let mut types = parameters.map(|parameter| &parameter.data_type);
                if types.any(is_its_type) || routine.returns.as_ref().is_some_and(is_its_type) {
                    parts.push(Part::Object(id));
                }
            }
            _ => {}
        }
    }
    parts
}
