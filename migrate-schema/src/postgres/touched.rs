//! What a statement would change, where it is not known whether it is run.
use crate::Schema;
use crate::lookup::Found;
use crate::model::{Object, ObjectId, ObjectKind};
use migrate_sql::statement::{
    AlterTableAction, FromItem, IndexTarget, Kind, QualifiedName, Statement, StatementKind,
    TableConstraintKind,
};

/// Makes uncertain what a statement would make, change or drop.
pub(super) fn touch(schema: &mut Schema, statement: &Statement) {
    match &statement.kind {
        StatementKind::CreateTable(create) => schema.doubt(&create.name.name.text),
        StatementKind::AlterTable(alter) => {
            open(schema, &alter.name);
            for (action, _) in &alter.actions {
                match action {
                    AlterTableAction::RenameTable { to } => schema.doubt(&to.name.text),
                    AlterTableAction::AddConstraint { constraint, .. } => {
                        if let Some(name) = &constraint.name {
                            schema.doubt(&name.text);
                        }
                        if let TableConstraintKind::ForeignKey { target, .. } = &constraint.kind {
                            open(schema, &target.table);
                        }
                    }
                    AlterTableAction::DropConstraint { name, .. } => schema.doubt(&name.text),
                    AlterTableAction::RenameConstraint { from, to } => {
                        schema.doubt(&from.text);
                        schema.doubt(&to.text);
                    }
                    _ => {}
                }
            }
        }
        StatementKind::CreateIndex(create) => {
            open(schema, &create.table);
            let is_plain = create
                .elements
                .iter()
                .all(|element| matches!(element.target, IndexTarget::Column(_)));
            match &create.name {
                Some(name) => schema.doubt(&name.name.text),
                // The name that the engine makes up is not known here.
                None if is_plain => {}
                None => {}
            }
        }
        StatementKind::CreateView(create) => schema.doubt(&create.name.name.text),
        StatementKind::CreateSequence(create) => schema.doubt(&create.name.name.text),
        StatementKind::CreateType(create) => schema.doubt(&create.name.name.text),
        StatementKind::CreateRoutine(create) => schema.doubt(&create.name.name.text),
        StatementKind::CreateTrigger(create) => open(schema, &create.table),
        StatementKind::CreatePolicy(create) => open(schema, &create.table),
        StatementKind::CreateRule(create) => open(schema, &create.table),
        StatementKind::CreateNamespace { name, .. } => {
            // Its own objects are made uncertain with it.
            match schema.namespaces.get_mut(&name.text) {
                Some(namespace) => namespace.is_certain = false,
                None => {
                    let namespace = crate::model::Namespace {
                        is_certain: false,
                        ..Default::default()
                    };
                    schema.namespaces.insert(name.text.clone(), namespace);
                }
            }
        }
        StatementKind::CreateExtension { name, .. } => {
            // What it may bring is not known: types and functions are not said to be missing.
            schema.doubt(&name.text);
            let extension = crate::model::Extension::default();
            schema
                .extensions
                .entry(name.text.clone())
                .or_insert(extension);
        }
        StatementKind::AlterObject(alter) => {
            open(schema, &alter.object.name);
            if let Some(table) = &alter.object.table {
                open(schema, table);
            }
            if let migrate_sql::statement::AlterObjectAction::Rename(to) = &alter.action {
                schema.doubt(&to.text);
            }
        }
        StatementKind::Drop(drop) => {
            for object in &drop.objects {
                open(schema, &object.name);
                if let Some(table) = &object.table {
                    open(schema, table);
                }
            }
            if drop.behavior == migrate_sql::statement::Behavior::Cascade {
                // What goes along is not followed.
                schema.doubt_everything();
            }
        }
        StatementKind::Releases { what, names } => super::held::release(schema, what, names),
        StatementKind::PublishTables(publish) => {
            for (name, ..) in &publish.tables {
                open(schema, name);
            }
        }
        StatementKind::SearchPath { .. } => schema.session.search_path = None,
        StatementKind::Touches { names } => {
            for name in names {
                schema.doubt(&name.name.text);
            }
        }
        StatementKind::Makes { .. } => drop(schema.apply(statement)),
        StatementKind::ChangesSome(kind) => some(schema, *kind),
        StatementKind::Anything => schema.doubt_everything(),
        StatementKind::Block(_) => schema.doubt_everything(),
        _ => {}
    }
}

/// Makes all types uncertain where rows of `pg_enum` are changed by hand.
pub(crate) fn catalog_changed(schema: &mut Schema, statement: &Statement) {
    let of = |item: &FromItem| match item {
        FromItem::Table { name, .. } => Some(name.name.text.clone()),
        _ => None,
    };
    let table = match &statement.kind {
        StatementKind::Insert(insert) => Some(insert.table.name.text.clone()),
        StatementKind::Update(update) => of(&update.target),
        StatementKind::Delete(delete) => of(&delete.target),
        _ => None,
    };
    if table.as_deref() == Some("pg_enum") {
        some(schema, Kind::Type);
    }
}

/// Makes all of a kind uncertain.
pub(crate) fn some(schema: &mut Schema, kind: Kind) {
    let is_meant = |object: &Object| match (&object.kind, kind) {
        (ObjectKind::Table(_), Kind::Table) | (ObjectKind::Sequence(_), Kind::Sequence) => true,
        (ObjectKind::Table(table), Kind::Index) => !table.indexes.is_empty(),
        (ObjectKind::View(view), Kind::Index) => !view.table.indexes.is_empty(),
        (ObjectKind::View(_), Kind::View | Kind::MaterializedView) => true,
        (ObjectKind::Routine(_), Kind::Routine) => true,
        (
            ObjectKind::Table(_)
            | ObjectKind::View(_)
            | ObjectKind::Sequence(_)
            | ObjectKind::Routine(_),
            _,
        ) => false,
        // Types, of all kinds.
        (_, kind) => kind == Kind::Type,
    };
    let meant = schema.objects().filter(|(_, object)| is_meant(object));
    let meant: Vec<ObjectId> = meant.map(|(id, _)| id).collect();
    for id in meant {
        schema.object_mut(id).is_certain = false;
        if let Some(table) = schema.table_mut(id) {
            table.is_open = true;
        }
    }
}

/// Whatever has this name may be another or gone; a table may have other columns.
fn open(schema: &mut Schema, name: &QualifiedName) {
    if let Found::Index(table) = schema.find_relation(name) {
        schema.object_mut(table).is_certain = false;
    }
    if let Some(id) = schema.find_relation(name).id()
        && let Some(table) = schema.table_mut(id)
    {
        table.is_open = true;
    }
    schema.doubt(&name.name.text);
}
