//! Triggers. What their bodies name is looked up when they run, and when a table is altered.
use super::view::of_another_schema;
use super::{faults, in_namespace, is_reserved, recheck, trigger_body};
use crate::Dialect;
use crate::faults::taken;
use crate::lookup::Found;
use crate::model::{Named, Object, ObjectId, ObjectKind, TableKind, Trigger};
use crate::{Fault, Schema, names};
use migrate_sql::reader;
use migrate_sql::statement::{CreateTrigger, QualifiedName, StatementKind};

/// What stands before the definition of a trigger to make it a statement.
pub(super) const HEAD: &str = "create trigger x ";

/// Does what the engine does with `CREATE TRIGGER`.
pub(super) fn create_trigger(schema: &mut Schema, create: &CreateTrigger) -> Vec<Fault> {
    let table = &create.table.name;
    if let Some(fault) = trigger_body::refused(create) {
        // Taken to be there, so that nothing follows from it.
        let key = create.name.name.text.to_ascii_lowercase();
        schema.doubtful.insert(key);
        return vec![fault];
    }
    let found = match create.name.namespace() {
        Some(namespace) => {
            let namespace = namespace.text.to_ascii_lowercase();
            match namespace.as_str() {
                // A temporary trigger may be on any table.
                "temp" => schema.find_relation(&create.table),
                _ => in_namespace(schema, &namespace, table),
            }
        }
        None => schema.find_relation(&create.table),
    };
    let id = match found {
        Found::Missing | Found::Index(_) | Found::Doubtful(None) => {
            // Taken to be there, so that nothing follows from it.
            let key = create.name.name.text.to_ascii_lowercase();
            schema.doubtful.insert(key);
            let is_missing = !matches!(found, Found::Doubtful(_));
            let fault = is_missing.then(|| faults::no_table(schema, &create.table));
            return fault.into_iter().collect();
        }
        Found::Known(id) | Found::Doubtful(Some(id)) => id,
    };
    let name = &create.name.name;
    let is_certain = found.certain().is_some();
    if is_reserved(&name.text) {
        return vec![faults::reserved(name)];
    }
    let namespace = schema.object(id).namespace.clone();
    if is_temporary(create) && namespace != "temp" {
        // It goes with the session, and its name is one for itself: only that is remembered.
        schema.doubtful.insert(name.text.to_ascii_lowercase());
        return wrong_kind(schema, id, create)
            .filter(|_| is_certain)
            .into_iter()
            .collect();
    }
    if let Some((owner, is_known)) = find(schema, &namespace, &name.text) {
        if create.if_not_exists || !is_known {
            return Vec::new();
        }
        let owner = faults::name_of(schema, owner);
        return vec![
            taken(
                migrate_sql::codes::DUPLICATE_TRIGGER,
                name.span,
                "trigger",
                &name.text,
            )
            .label(format!("it is a trigger of `{owner}`")),
        ];
    }
    if let Some(fault) = wrong_kind(schema, id, create).filter(|_| is_certain) {
        return vec![fault];
    }
    if let Some(fault) = of_another_schema(&recheck::of_trigger(create), &namespace, "trigger") {
        return vec![fault];
    }
    let trigger = Trigger {
        name: name.text.clone(),
        definition: create.definition.clone(),
        uses: Vec::new(),
        comment: None,
    };
    if let Some(triggers) = triggers_mut(schema.object_mut(id)) {
        triggers.push(trigger);
    }
    Vec::new()
}

/// Does what the engine does with `DROP TRIGGER`.
pub(super) fn drop_trigger(
    schema: &mut Schema,
    name: &QualifiedName,
    if_exists: bool,
) -> Option<Fault> {
    let written = &name.name.text;
    let mut path = vec!["temp".to_owned(), "main".to_owned()];
    if let Some(namespace) = name.namespace() {
        path = vec![namespace.text.to_ascii_lowercase()];
    }
    let mut found = path
        .iter()
        .filter_map(|namespace| find(schema, namespace, written));
    let Some((id, _)) = found.next() else {
        let is_known = schema.is_complete
            && !if_exists
            && !schema.may_have(&written.to_ascii_lowercase())
            && schema.objects().all(|(_, object)| object.is_certain);
        return is_known.then(|| faults::no_trigger(schema, name));
    };
    let dialect = schema.dialect;
    let triggers = triggers_mut(schema.object_mut(id))?;
    triggers.retain(|trigger| !names::same(dialect, &trigger.name, written));
    None
}

/// The triggers of a table or view.
pub(super) fn of(object: &Object) -> &Named<Trigger> {
    static NONE: Named<Trigger> = Named::new();
    match &object.kind {
        ObjectKind::Table(table) => &table.triggers,
        ObjectKind::View(view) => &view.table.triggers,
        _ => &NONE,
    }
}

/// The triggers of a table or view, to be changed.
pub(super) fn triggers_mut(object: &mut Object) -> Option<&mut Named<Trigger>> {
    match &mut object.kind {
        ObjectKind::Table(table) => Some(&mut table.triggers),
        ObjectKind::View(view) => Some(&mut view.table.triggers),
        _ => None,
    }
}

/// The statement that made a trigger, but for its name; places are within [`HEAD`] and the
/// definition.
pub(super) fn statement_of(definition: &str) -> Option<CreateTrigger> {
    let text = format!("{HEAD}{definition}");
    let mut statements = reader::read(&text, Dialect::Sqlite);
    match statements.pop()?.kind {
        StatementKind::CreateTrigger(trigger) if statements.is_empty() => Some(*trigger),
        _ => None,
    }
}

/// The table or view of a schema that has a trigger of that name, and whether it has it for certain.
fn find(schema: &Schema, namespace: &str, name: &str) -> Option<(ObjectId, bool)> {
    let has_it = |object: &Object| of(object).named(schema.dialect, name).is_some();
    let mut objects = schema.objects();
    let (id, object) =
        objects.find(|(_, object)| object.namespace == namespace && has_it(object))?;
    let is_certain = object.is_certain && !schema.may_have(&name.to_ascii_lowercase());
    Some((id, is_certain))
}

/// Whether it is said to be temporary.
pub(super) fn is_temporary(create: &CreateTrigger) -> bool {
    let namespace = create.name.namespace();
    create.temporary || namespace.is_some_and(|name| name.text.eq_ignore_ascii_case("temp"))
}

fn wrong_kind(schema: &Schema, id: ObjectId, create: &CreateTrigger) -> Option<Fault> {
    let name = &create.table.name;
    let is_instead = create.timing == "instead of";
    match &schema.object(id).kind {
        ObjectKind::Table(table) => {
            if matches!(table.kind, TableKind::Virtual(_)) {
                let message = format!("the virtual table `{name}` can't have a trigger");
                return Some(faults::wrong_kind(name, message));
            }
            let message = format!("`{name}` is a table, and `INSTEAD OF` is for views");
            is_instead.then(|| faults::wrong_kind(name, message).help("write `BEFORE` or `AFTER`"))
        }
        ObjectKind::View(_) if !is_instead => {
            let message = format!("`{name}` is a view, and only has `INSTEAD OF` triggers");
            Some(faults::wrong_kind(name, message).help("write `INSTEAD OF`"))
        }
        _ => None,
    }
}
