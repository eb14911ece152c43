//! Extensions: what the common ones bring.
use super::dependents::{self, Part};
use super::drop::missing_other;
use crate::schema::model::{BaseType, DataType, IndexPart, ObjectKind, Piece, StoredExpression};
use crate::schema::statement::{Behavior, DropObjects};
use crate::schema::{Fault, Kind, Schema};

/// What an extension brings that nothing else does. Others bring what is not known here.
struct Brings {
    name: &'static str,
    types: &'static [&'static str],
    functions: &'static [&'static str],
    operator_classes: &'static [&'static str],
}

const KNOWN: &[Brings] = &[
    Brings {
        name: "citext",
        types: &["citext"],
        functions: &[],
        operator_classes: &[],
    },
    Brings {
        name: "hstore",
        types: &["hstore"],
        functions: &[],
        operator_classes: &[],
    },
    Brings {
        name: "ltree",
        types: &["ltree", "lquery", "ltxtquery"],
        functions: &[],
        operator_classes: &[],
    },
    Brings {
        name: "vector",
        types: &["vector", "halfvec", "sparsevec"],
        functions: &[],
        operator_classes: &["vector_l2_ops", "vector_cosine_ops", "vector_ip_ops"],
    },
    Brings {
        name: "postgis",
        types: &["geometry", "geography", "box2d", "box3d"],
        functions: &[],
        operator_classes: &[],
    },
    Brings {
        name: "uuid-ossp",
        types: &[],
        functions: &[
            "uuid_generate_v1",
            "uuid_generate_v1mc",
            "uuid_generate_v4",
            "uuid_generate_v5",
        ],
        operator_classes: &[],
    },
    Brings {
        name: "pg_trgm",
        types: &["gtrgm"],
        functions: &[],
        operator_classes: &["gin_trgm_ops", "gist_trgm_ops"],
    },
    Brings {
        name: "cube",
        types: &["cube"],
        functions: &[],
        operator_classes: &[],
    },
    Brings {
        name: "intarray",
        types: &["query_int"],
        functions: &[],
        operator_classes: &["gin__int_ops", "gist__int_ops", "gist__intbig_ops"],
    },
];

/// `DROP EXTENSION`.
pub(super) fn drop(schema: &mut Schema, drop: &DropObjects) -> Vec<Fault> {
    let mut faults = Vec::new();
    for object in &drop.objects {
        let name = &object.name.name.text;
        if !schema.extensions.contains_key(name) {
            let is_known = schema.is_complete && !schema.doubtful.contains(name);
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
    let Some(brings) = KNOWN.iter().find(|known| known.name == extension) else {
        return Vec::new();
    };
    let is_its_type = |data_type: &DataType| match &data_type.base {
        BaseType::Unknown { name, .. } => brings.types.contains(&&**name),
        _ => false,
    };
    let calls = |expression: &StoredExpression| {
        expression.pieces.iter().any(|piece| match piece {
            Piece::Text(text) => brings.functions.contains(&&**text),
            Piece::Column(_) => false,
        })
    };
    let has_class = |part: &IndexPart| {
        let class = part.operator_class.as_deref();
        class.is_some_and(|class| brings.operator_classes.contains(&class))
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
