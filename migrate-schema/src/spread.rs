//! What is made of something that is not known for certain is not known either.
use super::Schema;
use super::lookup::Found;
use super::model::{Object, ObjectId, ObjectKind};
use super::names;
use crate::Dialect;
use migrate_sql::statement::{
    AlterObjectAction, AlterTableAction, HOLE, QualifiedName, Statement, StatementKind,
};

/// The names that a statement gives to what it makes of something else (PostgreSQL), each with that.
pub(super) fn made_of(statement: &Statement) -> Vec<(&QualifiedName, &str)> {
    match &statement.kind {
        StatementKind::CreateTable(create) => {
            let like = create.like.iter().map(|like| &like.table);
            let parent = create.partition_of.iter().map(|own| &own.parent);
            let sources = like
                .chain(&create.inherits)
                .chain(&create.of_type)
                .chain(parent);
            let name = &*create.name.name.text;
            sources.map(|source| (source, name)).collect()
        }
        StatementKind::AlterTable(alter) => {
            let own = &alter.name;
            let made = alter.actions.iter().filter_map(|(action, _)| match action {
                AlterTableAction::RenameTable { to } => Some((own, &*to.name.text)),
                AlterTableAction::RenameConstraint { to, .. } => Some((own, &*to.text)),
                AlterTableAction::AttachPartition { partition, .. } => {
                    Some((own, &*partition.name.text))
                }
                AlterTableAction::Inherit(parent) => Some((parent, &*own.name.text)),
                _ => None,
            });
            made.collect()
        }
        StatementKind::AlterObject(alter) => match &alter.action {
            AlterObjectAction::Rename(to) => vec![(&alter.object.name, &*to.text)],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

impl Schema {
    /// Whether what has this name, among tables or types, may be another, or none.
    pub(super) fn is_uncertain(&self, name: &QualifiedName) -> bool {
        let is_doubtful = |found: Found| matches!(found, Found::Doubtful(_));
        self.is_doubtful(&names::key(self.dialect, &name.name.text))
            || is_doubtful(self.find_relation(name))
            || is_doubtful(self.find_type(name))
    }

    /// Makes uncertain what was made of something uncertain, and what PostgreSQL makes along with it.
    pub(super) fn doubt_made(&mut self, name: &str) {
        self.doubt(name);
        self.expect(&format!("{name}_{HOLE}"));
    }

    /// The objects that change or go with these (PostgreSQL): sequences of their columns, tables that
    /// inherit, partitions, tables of a type.
    pub(super) fn parts_of(&self, ids: &[ObjectId]) -> Vec<ObjectId> {
        let mut known = ids.to_vec();
        let mut parts = Vec::new();
        while self.dialect == Dialect::Postgres && !known.is_empty() {
            let goes_along = |object: &Object| match &object.kind {
                ObjectKind::Sequence(own) => {
                    own.owned_by.is_some_and(|(id, _)| known.contains(&id))
                }
                ObjectKind::Table(own) => {
                    let partition_of = own.partition_of.as_ref().map(|own| own.parent);
                    let mut parents = own.inherits.iter().chain(&partition_of).chain(&own.of_type);
                    parents.any(|id| known.contains(id))
                }
                _ => false,
            };
            let next = self.objects().filter(|(_, object)| goes_along(object));
            let next = next.map(|(id, _)| id);
            let new = |id: &ObjectId| !parts.contains(id) && !ids.contains(id);
            known = next.filter(new).collect();
            parts.extend(&known);
        }
        parts
    }
}
