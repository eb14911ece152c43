//! What queries on the catalog would find.
use crate::Dialect;
use crate::Schema;
use crate::lookup::Brought;
use crate::lookup::Found;
use crate::model::{ObjectKind, Relation};
use migrate_sql::statement::Condition;

/// Whether a condition holds; `None` where that can't be known.
pub(super) fn holds(schema: &Schema, condition: &Condition) -> Option<bool> {
    match condition {
        Condition::Not(inner) => holds(schema, inner).map(|holds| !holds),
        Condition::All(all) => {
            let mut is_known = true;
            for one in all {
                match holds(schema, one) {
                    Some(false) => return Some(false),
                    Some(true) => {}
                    None => is_known = false,
                }
            }
            is_known.then_some(true)
        }
        Condition::Relation(name) => match schema.find_relation(name) {
            Found::Known(_) | Found::Index(_) => Some(true),
            Found::Missing => Some(false),
            Found::Doubtful(_) => None,
        },
        Condition::Exists { wanted, .. } => exists(schema, &Wanted { all: wanted }),
        Condition::Unknown => None,
    }
}

struct Wanted<'a> {
    all: &'a [(String, String)],
}

impl<'a> Wanted<'a> {
    fn get(&self, columns: &[&str]) -> Option<&'a str> {
        let mut all = self.all.iter();
        let found = all.find(|(column, _)| columns.contains(&&**column))?;
        Some(&found.1)
    }

    /// Whether all that is asked for is among these columns.
    fn is_among(&self, columns: &[&str]) -> bool {
        let mut all = self.all.iter();
        all.all(|(column, _)| columns.contains(&&**column) || NAMESPACE.contains(&&**column))
    }
}

const NAMESPACE: &[&str] = &[
    "nspname",
    "schemaname",
    "table_schema",
    "constraint_schema",
    "trigger_schema",
    "typnamespace",
    "relnamespace",
    "connamespace",
    "event_object_schema",
    "table_catalog",
];
const TABLE: &[&str] = &[
    "relname",
    "table_name",
    "tablename",
    "conrelid",
    "attrelid",
    "tgrelid",
    "event_object_table",
    "oid",
];

fn exists(schema: &Schema, wanted: &Wanted<'_>) -> Option<bool> {
    // Another namespace than the usual ones is looked for by name only.
    let namespace = wanted.get(NAMESPACE);
    let column = wanted.get(&["column_name", "attname"]);
    let constraint = wanted.get(&["conname", "constraint_name"]);
    let trigger = wanted.get(&["tgname", "trigger_name"]);
    let with_table = |own: &[&'static str]| [TABLE, own].concat();
    if let Some(name) = constraint {
        let known = with_table(&["conname", "constraint_name", "constraint_type", "contype"]);
        return wanted
            .is_among(&known)
            .then(|| constraint_exists(schema, name, wanted))?;
    }
    if let Some(name) = trigger {
        let known = with_table(&["tgname", "trigger_name"]);
        return wanted.is_among(&known).then(|| {
            part_exists(schema, wanted, |table| {
                table.triggers.named(Dialect::Postgres, name).is_some()
            })
        })?;
    }
    if let Some(name) = wanted.get(&["policyname", "polname"]) {
        let known = with_table(&["policyname", "polname", "polrelid"]);
        return wanted.is_among(&known).then(|| {
            part_exists(schema, wanted, |table| {
                table.policies.named(Dialect::Postgres, name).is_some()
            })
        })?;
    }
    if let Some(name) = column {
        let known = with_table(&["column_name", "attname"]);
        return wanted
            .is_among(&known)
            .then(|| column_exists(schema, name, wanted))?;
    }
    if let Some(value) = wanted.get(&["enumlabel"]) {
        let of = wanted.get(&["typname", "enumtypid"])?;
        let is_plain = wanted.is_among(&["enumlabel", "typname", "enumtypid"]);
        return is_plain.then(|| enum_value_exists(schema, of, value))?;
    }
    if let Some(name) = wanted.get(&["typname"]) {
        return wanted
            .is_among(&["typname", "typtype"])
            .then(|| type_exists(schema, name, namespace))?;
    }
    if let Some(name) = wanted.get(&["extname"]) {
        let is_certain = !schema.may_have(name);
        let is_there = schema.extensions.contains_key(name) || name == "plpgsql";
        return (is_certain && wanted.is_among(&["extname"])).then_some(is_there);
    }
    if let Some(name) = wanted.get(&["proname", "routine_name"]) {
        let known = ["proname", "routine_name", "routine_schema"];
        return wanted
            .is_among(&known)
            .then(|| routine_exists(schema, name))?;
    }
    if let Some(name) = wanted.get(&["schema_name"]) {
        return schema.has_namespace(name).filter(|_| wanted.all.len() == 1);
    }
    if let Some(name) = wanted.get(&["indexname", "matviewname", "viewname", "sequencename"]) {
        let known = with_table(&["indexname", "matviewname", "viewname", "sequencename"]);
        return wanted
            .is_among(&known)
            .then(|| relation_exists(schema, name, namespace))?;
    }
    if let Some(name) = wanted.get(&["relname", "table_name", "tablename", "sequence_name"]) {
        let known = with_table(&["relkind", "table_type", "sequence_name", "sequence_schema"]);
        return wanted
            .is_among(&known)
            .then(|| relation_exists(schema, name, namespace))?;
    }
    if let (Some(name), 1) = (wanted.get(&["nspname"]), wanted.all.len()) {
        return schema.has_namespace(name);
    }
    None
}

/// Whether there is nothing under a name that isn't listed.
fn is_free(schema: &Schema, name: &str) -> Option<bool> {
    let certain = schema.namespaces.values().all(|own| own.is_certain);
    let is_brought = schema.may_be_brought(Brought::Relation, name);
    let is_free = certain && !schema.may_have(name) && !is_brought;
    is_free.then_some(false)
}

fn relation_exists(schema: &Schema, name: &str, namespace: Option<&str>) -> Option<bool> {
    for (own_name, own) in &schema.namespaces {
        if namespace.is_some_and(|namespace| namespace != own_name && !is_odd(namespace)) {
            continue;
        }
        match own.relations.get(name) {
            Some(Relation::Object(id) | Relation::Index(id)) => {
                return schema.object(*id).is_certain.then_some(true);
            }
            None => {}
        }
    }
    is_free(schema, name)
}

/// What was compared with is no plain name of a schema.
fn is_odd(namespace: &str) -> bool {
    namespace.parse::<u64>().is_ok()
}

fn type_exists(schema: &Schema, name: &str, namespace: Option<&str>) -> Option<bool> {
    for (own_name, own) in &schema.namespaces {
        if namespace.is_some_and(|namespace| namespace != own_name) {
            continue;
        }
        if let Some(id) = own.types.get(name) {
            return schema.object(*id).is_certain.then_some(true);
        }
    }
    let is_own = super::types::is_listed(name);
    let is_relation = relation_exists(schema, name, namespace) != Some(false);
    let is_brought = schema.may_be_brought(Brought::Type, name);
    let may_be = is_own || is_relation || name.starts_with('_') || is_brought;
    match may_be {
        true => None,
        false => is_free(schema, name),
    }
}

fn routine_exists(schema: &Schema, name: &str) -> Option<bool> {
    for own in schema.namespaces.values() {
        if let Some(id) = own.routines.get(name).and_then(|all| all.first()) {
            return schema.object(*id).is_certain.then_some(true);
        }
    }
    // The engine's own and those of extensions are not listed.
    let is_own = name.starts_with("pg_") || !name.contains('_');
    let is_own = is_own || schema.may_be_brought(Brought::Function, name);
    match is_own {
        true => None,
        false => is_free(schema, name),
    }
}

fn enum_value_exists(schema: &Schema, of: &str, value: &str) -> Option<bool> {
    let of = of.rsplit('.').next()?.trim_matches('"');
    let mut namespaces = schema.namespaces.values();
    let id = namespaces.find_map(|own| own.types.get(of))?;
    let object = schema.object(*id);
    match &object.kind {
        ObjectKind::Enum(own) if object.is_certain => {
            Some(own.values.iter().any(|own| own == value))
        }
        _ => None,
    }
}

/// The table that is asked for, where it is there for certain: `Err` says whether anything can be said
/// without it.
fn table<'s>(
    schema: &'s Schema,
    wanted: &Wanted<'_>,
) -> Result<&'s crate::model::Object, Option<bool>> {
    let Some(name) = wanted.get(TABLE) else {
        return Err(None);
    };
    let plain = name.rsplit('.').next().unwrap_or(name).trim_matches('"');
    let mut namespaces = schema.namespaces.values();
    let found = namespaces.find_map(|own| match own.relations.get(plain) {
        Some(Relation::Object(id)) => Some(schema.object(*id)),
        _ => None,
    });
    match found {
        Some(object) if object.is_certain => Ok(object),
        Some(_) => Err(None),
        None => Err(is_free(schema, plain)),
    }
}

fn column_exists(schema: &Schema, name: &str, wanted: &Wanted<'_>) -> Option<bool> {
    let object = match table(schema, wanted) {
        Ok(object) => object,
        Err(known) => return known,
    };
    let is_open = match &object.kind {
        ObjectKind::Table(table) => table.is_open,
        ObjectKind::View(view) => view.is_open,
        _ => return None,
    };
    let found = object.columns().named(Dialect::Postgres, name);
    let is_there = found.is_some();
    (is_there || !is_open).then_some(is_there)
}

fn part_exists(
    schema: &Schema,
    wanted: &Wanted<'_>,
    has: impl Fn(&crate::model::Table) -> bool,
) -> Option<bool> {
    if wanted.get(TABLE).is_none() {
        // On any table.
        let mut all_certain = schema.is_complete && !schema.has_doubtful();
        for (_, object, table) in schema.tables() {
            if has(table) {
                return object.is_certain.then_some(true);
            }
            all_certain &= object.is_certain;
        }
        return all_certain.then_some(false);
    }
    match table(schema, wanted) {
        Ok(object) => match &object.kind {
            ObjectKind::Table(table) => Some(has(table)),
            _ => None,
        },
        Err(known) => known,
    }
}

fn constraint_exists(schema: &Schema, name: &str, wanted: &Wanted<'_>) -> Option<bool> {
    if schema.is_doubtful(name) {
        return None;
    }
    part_exists(schema, wanted, |table| {
        table.constraint(Dialect::Postgres, name).is_some()
    })
}
