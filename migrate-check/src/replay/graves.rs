//! What was dropped or renamed, and where.
use migrate_schema::{Missing, Schema, names};
use migrate_sql::statement::{
    AlterObjectAction, AlterTableAction, Kind, Span, Statement, StatementKind,
};

/// Something that had this name until here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Grave {
    /// What there was.
    pub(super) was: Missing,
    /// Its new name, where it has one.
    pub(super) renamed_to: Option<String>,
    /// The name in the statement.
    pub(super) span: Span,
}

/// What a statement drops and renames, if it does what it says.
pub(super) fn dug(schema: &Schema, statement: &Statement) -> Vec<Grave> {
    let mut graves = Vec::new();
    let mut bury = |kind, of: Option<&str>, name: &str, to: Option<&str>, span| {
        graves.push(Grave {
            was: Missing {
                kind,
                of: of.map(str::to_owned),
                name: name.to_owned(),
            },
            renamed_to: to.map(str::to_owned),
            span,
        });
    };
    match &statement.kind {
        StatementKind::Drop(drop) => {
            for object in &drop.objects {
                let table = object.table.as_ref().map(|table| &*table.name.text);
                let name = &object.name;
                bury(object.kind, table, &name.name.text, None, name.span());
                let id = schema.find_relation(name).id();
                let table = id.and_then(|id| schema.table(id));
                for index in table.into_iter().flat_map(|table| table.index_names()) {
                    bury(Kind::Index, None, index, None, name.span());
                }
            }
        }
        StatementKind::AlterObject(alter) => {
            let (name, kind) = (&alter.object.name, alter.object.kind);
            let table = alter.object.table.as_ref().map(|table| &*table.name.text);
            let own = Some(&*name.name.text);
            match &alter.action {
                AlterObjectAction::Rename(to) => {
                    bury(kind, table, &name.name.text, Some(&to.text), name.span());
                }
                AlterObjectAction::RenameValue { from, to } => {
                    bury(Kind::EnumValue, own, &from.0, Some(&to.0), from.1);
                }
                AlterObjectAction::RenameColumn(from, to)
                | AlterObjectAction::RenameAttribute(from, to, _) => {
                    bury(Kind::Column, own, &from.text, Some(&to.text), from.span);
                }
                AlterObjectAction::DropAttribute(gone, ..) => {
                    bury(Kind::Column, own, &gone.text, None, gone.span);
                }
                _ => {}
            }
        }
        StatementKind::AlterTable(alter) => {
            let table = Some(&*alter.name.name.text);
            for (action, _) in &alter.actions {
                match action {
                    AlterTableAction::DropColumn { name, .. } => {
                        bury(Kind::Column, table, &name.text, None, name.span);
                    }
                    AlterTableAction::RenameColumn { from, to, .. } => {
                        bury(Kind::Column, table, &from.text, Some(&to.text), from.span);
                    }
                    AlterTableAction::RedefineColumn { old, column, .. } => {
                        let to = Some(&*column.name.text);
                        if !names::same(schema.dialect, &old.text, &column.name.text) {
                            bury(Kind::Column, table, &old.text, to, old.span);
                        }
                    }
                    AlterTableAction::DropConstraint { name, .. }
                    | AlterTableAction::DropForeignKey { name, .. }
                    | AlterTableAction::DropCheck { name } => {
                        bury(Kind::Constraint, table, &name.text, None, name.span);
                    }
                    AlterTableAction::RenameConstraint { from, to } => {
                        let new = Some(&*to.text);
                        bury(Kind::Constraint, table, &from.text, new, from.span);
                    }
                    AlterTableAction::DropIndex { name, .. } => {
                        bury(Kind::Index, table, &name.text, None, name.span);
                    }
                    AlterTableAction::RenameIndex { from, to } => {
                        bury(Kind::Index, table, &from.text, Some(&to.text), from.span);
                    }
                    AlterTableAction::RenameTable { to } => {
                        let old = &alter.name;
                        let new = Some(&*to.name.text);
                        bury(Kind::Table, None, &old.name.text, new, old.span());
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
    graves
}

impl Grave {
    /// Whether this is what is missed.
    pub(super) fn holds(&self, schema: &Schema, missing: &Missing) -> bool {
        let same = |a: &str, b: &str| names::same(schema.dialect, a, b);
        let same_table = match (&self.was.of, &missing.of) {
            (Some(a), Some(b)) => same(a, b),
            // Indexes of most engines, and what is dropped by a name of its own.
            _ => true,
        };
        let relation = |kind| {
            matches!(
                kind,
                Kind::Table | Kind::View | Kind::MaterializedView | Kind::Sequence
            )
        };
        let is_kind = self.was.kind == missing.kind
            || relation(self.was.kind) && relation(missing.kind)
            // The index of a unique constraint has its name.
            || [self.was.kind, missing.kind].iter().all(|kind| {
                matches!(kind, Kind::Index | Kind::Constraint)
            });
        is_kind && same_table && same(&self.was.name, &missing.name)
    }
}
