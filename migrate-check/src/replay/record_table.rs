//! What a revision makes under the name of a table that the record is kept in, and what takes that away.
use crate::{Dialect, codes};
use migrate_schema::{Fault, Schema, names};
use migrate_sql::statement::{
    AlterObjectAction, AlterTableAction, Kind, Name, QualifiedName, Span, Statement, StatementKind,
};
use std::borrow::Cow;

/// Whether a statement is Diesel's own, which finds the table of applied revisions and does nothing.
pub(super) fn is_there(schema: &Schema, statement: &Statement) -> bool {
    let StatementKind::CreateTable(create) = &statement.kind else {
        return false;
    };
    let key = names::key(schema.dialect, &create.name.name.text);
    create.if_not_exists
        && !create.temporary
        && *key == schema.server.record.applied
        && is_beside_record(schema, &create.name, true)
}

/// Something that a statement gives a name to.
struct Named<'s> {
    /// The new name.
    name: &'s Name,
    /// What the name is looked up with: the new name itself, or the old one of what is renamed.
    within: &'s QualifiedName,
    /// Where it is written.
    span: Span,
    /// What it is.
    kind: Kind,
    /// Whether it is made, not renamed.
    is_new: bool,
}

/// The fault of a statement that gives such a name to something: the record is made before the first
/// revision.
pub(super) fn clash(schema: &Schema, statement: &Statement) -> Option<Fault> {
    let Named {
        name,
        within,
        span,
        kind,
        is_new,
    } = named(schema.dialect, statement)?;
    let (setting, what) = recorded_in(schema, name)?;
    if !is_beside_record(schema, within, is_new) {
        return None;
    }
    let message = format!("`{}` is the table in which {what} are recorded", name.text);
    let word = kind.name();
    Some(
        Fault::new(codes::RECORD_TABLE, span, message)
            .label("it is made before the first revision")
            .help(format!(
                "give this {word} another name, or the record's: `[tables]` in `migrate.toml`, \
                 `{setting} = \"…\"`"
            )),
    )
}

/// What is recorded in a table of that name: the key of `[tables]`, and words for it.
fn recorded_in(schema: &Schema, name: &Name) -> Option<(&'static str, &'static str)> {
    let record = &schema.server.record;
    let key = names::key(schema.dialect, &name.text);
    if *key == record.applied {
        Some(("applied", "the applied revisions"))
    } else if *key == record.history {
        Some(("history", "the runs"))
    } else if record.backfills.as_deref() == Some(&*key) {
        Some(("backfills", "the backfills that have not ended"))
    } else {
        None
    }
}

/// Takes out of a statement what would take the record away, which is written after the statement; the rest
/// of the statement is left to be run.
pub(super) fn keep(schema: &Schema, statement: &mut Cow<'_, Statement>) -> Kept {
    match &statement.kind {
        StatementKind::Drop(drop) if !drop.temporary => {
            let faults = drop.objects.iter().map(|object| match object.kind {
                Kind::Namespace => schema_of_record(schema, &object.name, "drop"),
                Kind::Table => dropped_table(schema, &object.name),
                _ => None,
            });
            let faults: Vec<Option<Fault>> = faults.collect();
            let is_all = faults.iter().all(Option::is_some);
            if faults.iter().any(Option::is_some)
                && let StatementKind::Drop(drop) = &mut statement.to_mut().kind
            {
                let mut found = faults.iter();
                drop.objects
                    .retain(|_| found.next().is_some_and(Option::is_none));
            }
            Kept {
                is_all,
                faults: faults.into_iter().flatten().collect(),
            }
        }
        StatementKind::AlterObject(alter) => {
            let is_renamed = matches!(alter.action, AlterObjectAction::Rename(_));
            if alter.object.kind != Kind::Namespace || !is_renamed {
                return Kept::default();
            }
            let faults = Vec::from_iter(schema_of_record(schema, &alter.object.name, "rename"));
            Kept {
                is_all: !faults.is_empty(),
                faults,
            }
        }
        _ => Kept::default(),
    }
}

/// What of the record a statement would have taken away.
#[derive(Default)]
pub(super) struct Kept {
    /// What is wrong with the statement.
    pub(super) faults: Vec<Fault>,
    /// Whether the statement does nothing else.
    pub(super) is_all: bool,
}

/// The schema that `[tables]` names; without that, another schema than `public` may have the record.
fn schema_of_record(schema: &Schema, name: &QualifiedName, verb: &str) -> Option<Fault> {
    let record = schema.server.record.schema.as_deref()?;
    let key = names::key(schema.dialect, &name.name.text);
    if schema.dialect != Dialect::Postgres || *key != *record {
        return None;
    }
    let message = format!("schema `{name}` has the tables in which the runs are recorded");
    Some(
        Fault::new(codes::RECORD_TABLE, name.span(), message)
            .label("after each revision, its record is written there")
            .help(format!(
                "{verb} what the revisions have made in it, and leave the schema; or keep the record in \
                 another one: `[tables]` in `migrate.toml`, `schema = \"…\"`"
            )),
    )
}

fn dropped_table(schema: &Schema, name: &QualifiedName) -> Option<Fault> {
    let (setting, what) = recorded_in(schema, &name.name)?;
    // Not every revision writes to the table of backfills, which the next run makes again.
    if setting == "backfills" {
        return None;
    }
    // The record itself is not in the model.
    let is_another = schema.find_relation(name).id().is_some();
    if is_another || !is_beside_record(schema, name, true) {
        return None;
    }
    let message = format!(
        "`{}` is the table in which {what} are recorded",
        name.name.text
    );
    Some(
        Fault::new(codes::RECORD_TABLE, name.span(), message)
            .label("after each revision, its record is written there")
            .help("remove this statement: the table is made and kept by the runner"),
    )
}

/// The name that a statement gives to what shares its names with tables.
fn named(dialect: Dialect, statement: &Statement) -> Option<Named<'_>> {
    let of = |within, kind| Named::new(within, kind);
    match &statement.kind {
        // The record's full name keeps a temporary table out of the way, but not so on MySQL.
        StatementKind::CreateTable(create) if !create.temporary || dialect == Dialect::Mysql => {
            Some(of(&create.name, Kind::Table))
        }
        StatementKind::CreateView(create) if !create.temporary && !create.if_not_exists => {
            Some(of(&create.name, Kind::View))
        }
        StatementKind::CreateSequence(create) if !create.temporary && !create.if_not_exists => {
            Some(of(&create.name, Kind::Sequence))
        }
        StatementKind::AlterTable(alter) => {
            let mut actions = alter.actions.iter();
            let to = actions.find_map(|(action, _)| match action {
                AlterTableAction::RenameTable { to } => Some(to),
                _ => None,
            })?;
            // MySQL's new name may be in another database.
            let within = if dialect == Dialect::Mysql {
                to
            } else {
                &alter.name
            };
            Some(Named {
                name: &to.name,
                within,
                span: to.span(),
                kind: Kind::Table,
                is_new: false,
            })
        }
        StatementKind::AlterObject(alter) => {
            let AlterObjectAction::Rename(to) = &alter.action else {
                return None;
            };
            let is_among_tables = matches!(alter.object.kind, Kind::View | Kind::Sequence);
            is_among_tables.then_some(Named {
                name: to,
                within: &alter.object.name,
                span: to.span,
                kind: alter.object.kind,
                is_new: false,
            })
        }
        _ => None,
    }
}

impl<'s> Named<'s> {
    fn new(written: &'s QualifiedName, kind: Kind) -> Self {
        Self {
            name: &written.name,
            within: written,
            span: written.span(),
            kind,
            is_new: true,
        }
    }
}

/// Whether something of this name is, or comes to be, beside the record, for certain.
fn is_beside_record(schema: &Schema, name: &QualifiedName, is_new: bool) -> bool {
    let namespace = match schema.find_relation(name).id() {
        Some(id) if !is_new => Some(schema.object(id).namespace.clone()),
        _ => schema.target_namespace(name),
    };
    match schema.dialect {
        Dialect::Postgres => {
            let record = schema.server.record.schema.as_deref().unwrap_or("public");
            namespace.as_deref() == Some(record)
        }
        Dialect::Sqlite => namespace.as_deref() == Some("main"),
        // Behind a `USE`, the database is not known.
        Dialect::Mysql => name.namespace().is_none() && schema.is_complete,
    }
}
