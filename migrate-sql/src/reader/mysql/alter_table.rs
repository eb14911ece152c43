//! `ALTER`.
use super::column::{character_set, column, default};
use super::key::{constraint, is_constraint};
use super::table::option;
use super::{Reader, create, harmless, skip_rest, value, wait, written_from};
use crate::statement::{
    AlterTable, AlterTableAction as Action, ColumnPosition, QualifiedName, Span, StatementKind,
    TableOptions,
};

/// After `ALTER`.
pub(super) fn alter(reader: &mut Reader<'_>) -> Option<StatementKind> {
    const HARMLESS: &[&str] = &[
        "database",
        "schema",
        "user",
        "role",
        "server",
        "tablespace",
        "undo tablespace",
        "instance",
        "logfile",
        "resource",
        "procedure",
        "function",
        "sequence",
    ];
    if reader.eat_any(HARMLESS).is_some() {
        skip_rest(reader);
        return Some(harmless(Vec::new()));
    }
    if reader.is_any_word(&["definer", "algorithm", "sql", "view"]) {
        reader.skip_until(|reader| reader.is_any_word(&["view", "event"]));
        reader.expect("view")?;
        return create::view(reader, true);
    }
    reader.eat_any(&["online", "offline"]);
    reader.eat("ignore");
    reader.expect("table")?;
    let if_exists = reader.eat("if exists");
    let name = reader.qualified_name()?;
    wait(reader);
    // Such a statement's result is a table of what it found, where there is nothing too.
    const REPORTS: &[&str] = &["analyze", "check", "optimize", "repair"];
    if reader.is_any_word(REPORTS) && reader.is_word_at(1, "partition") {
        skip_rest(reader);
        return Some(harmless(Vec::new()));
    }
    if let Some(table) = converted(reader) {
        return Some(StatementKind::Touches { names: vec![table] });
    }
    let mut actions = Vec::new();
    if !reader.is_end() {
        reader.list(|reader| {
            let start = reader.at;
            let mut found = Vec::new();
            action(reader, &mut found)?;
            let span = reader.span_from(start);
            let own = |action: Action| {
                let span = own_span(&action).unwrap_or(span);
                (action, span)
            };
            actions.extend(found.into_iter().map(own));
            Some(())
        })?;
    }
    Some(StatementKind::AlterTable(AlterTable {
        name,
        if_exists,
        only: false,
        actions,
    }))
}

/// The table that MariaDB makes of a partition, or a partition of: `CONVERT PARTITION p TO TABLE t`,
/// `CONVERT TABLE t TO PARTITION p …`.
fn converted(reader: &mut Reader<'_>) -> Option<QualifiedName> {
    let table = reader.attempt(|reader| {
        if reader.eat("convert table") {
            return reader.qualified_name();
        }
        reader.expect("convert partition")?;
        reader.name()?;
        reader.expect("to table")?;
        reader.qualified_name()
    });
    if table.is_some() {
        skip_rest(reader);
    }
    table
}

/// Where one of several actions is written that stand in brackets.
fn own_span(action: &Action) -> Option<Span> {
    match action {
        Action::AddConstraint { constraint, .. } => Some(constraint.span),
        _ => None,
    }
}

fn action(reader: &mut Reader<'_>, actions: &mut Vec<Action>) -> Option<()> {
    let action = if reader.eat("add") {
        return add(reader, actions);
    } else if reader.eat("drop") {
        drop(reader)?
    } else if reader.eat("modify") || reader.is_word("change") {
        let changes = reader.eat("change");
        reader.eat("column");
        let if_exists = reader.eat("if exists");
        let old = match changes {
            true => Some(reader.name()?),
            false => None,
        };
        let column = column(reader)?;
        Action::RedefineColumn {
            old: old.unwrap_or_else(|| column.name.clone()),
            column,
            if_exists,
            position: position(reader)?,
        }
    } else if reader.eat("alter") {
        alter_element(reader)?
    } else if reader.eat("rename") {
        rename(reader)?
    } else {
        return whole(reader, actions);
    };
    actions.push(action);
    Some(())
}

fn add(reader: &mut Reader<'_>, actions: &mut Vec<Action>) -> Option<()> {
    if reader.is_word("partition") {
        skip_rest(reader);
        actions.push(Action::Harmless);
        return Some(());
    }
    if reader.is_words("period for") || reader.is_words("system versioning") {
        skip_rest(reader);
        actions.push(Action::Unknown);
        return Some(());
    }
    let is_column = reader.eat("column");
    if !is_column && is_constraint(reader) {
        actions.push(added_constraint(reader)?);
        return Some(());
    }
    let if_not_exists = reader.eat("if not exists");
    if reader.is_symbol("(") {
        return reader.in_brackets(|reader| {
            reader.list(|reader| {
                let action = match is_constraint(reader) {
                    true => added_constraint(reader)?,
                    false => Action::AddColumn {
                        column: column(reader)?,
                        if_not_exists,
                        position: None,
                    },
                };
                actions.push(action);
                Some(())
            })?;
            Some(())
        });
    }
    actions.push(Action::AddColumn {
        column: column(reader)?,
        if_not_exists,
        position: position(reader)?,
    });
    Some(())
}

fn added_constraint(reader: &mut Reader<'_>) -> Option<Action> {
    let (constraint, if_not_exists) = constraint(reader)?;
    Some(Action::AddConstraint {
        constraint,
        if_not_exists,
    })
}

fn position(reader: &mut Reader<'_>) -> Option<Option<ColumnPosition>> {
    if reader.eat("after") {
        return Some(Some(ColumnPosition::After(reader.name()?)));
    }
    Some(reader.eat("first").then_some(ColumnPosition::First))
}

fn drop(reader: &mut Reader<'_>) -> Option<Action> {
    let start = reader.at;
    if reader.is_word("partition") {
        skip_rest(reader);
        return Some(Action::Harmless);
    }
    if reader.eat("system versioning") {
        return Some(Action::Unknown);
    }
    if reader.eat("period for") {
        skip_rest(reader);
        return Some(Action::Unknown);
    }
    if reader.eat("primary key") {
        return Some(Action::DropPrimaryKey {
            if_exists: false,
            span: reader.span_from(start),
        });
    }
    const WHAT: &[&str] = &[
        "foreign key",
        "index",
        "key",
        "check",
        "constraint",
        "column",
    ];
    let what = reader.eat_any(WHAT);
    let if_exists = reader.eat("if exists");
    // `t.c` is taken too; the table is the one that is altered.
    let name = reader.qualified_name()?.name;
    let cascade = reader.eat_any(&["restrict", "cascade"]) == Some("cascade");
    Some(match what {
        Some("foreign key") => Action::DropForeignKey { name, if_exists },
        Some("index" | "key") => Action::DropIndex { name, if_exists },
        Some("check") => Action::DropCheck { name },
        Some("constraint") => Action::DropConstraint {
            name,
            if_exists,
            cascade,
        },
        _ => Action::DropColumn {
            name,
            if_exists,
            cascade,
        },
    })
}

/// After `ALTER TABLE … ALTER`.
fn alter_element(reader: &mut Reader<'_>) -> Option<Action> {
    if reader.eat("index") || reader.eat("key") {
        let if_exists = reader.eat("if exists");
        let name = reader.name()?;
        reader.eat("not");
        reader.eat_any(&["visible", "invisible", "ignored"])?;
        return Some(match if_exists {
            true => Action::Harmless,
            false => Action::NeedsIndex(name),
        });
    }
    if reader.eat("check") || reader.eat("constraint") {
        let name = reader.name()?;
        reader.eat("not");
        reader.expect("enforced")?;
        return Some(Action::AlterConstraint {
            name,
            deferrable: None,
        });
    }
    reader.eat("column");
    if reader.eat("if exists") {
        // MariaDB.
        skip_rest(reader);
        return Some(Action::Unknown);
    }
    let column = reader.name()?;
    if reader.eat("drop default") {
        return Some(Action::DropDefault { column });
    }
    reader.expect("set")?;
    if reader.eat_any(&["visible", "invisible"]).is_some() {
        return Some(Action::TuneColumn {
            column,
            stored: None,
        });
    }
    reader.expect("default")?;
    let expression = default(reader)?;
    Some(Action::SetDefault { column, expression })
}

/// After `ALTER TABLE … RENAME`.
fn rename(reader: &mut Reader<'_>) -> Option<Action> {
    let is_table = reader.is_symbol_at(1, ".");
    if !is_table && reader.eat("column") {
        let if_exists = reader.eat("if exists");
        let from = reader.name()?;
        reader.expect("to")?;
        let to = reader.name()?;
        return Some(Action::RenameColumn {
            from,
            to,
            if_exists,
        });
    }
    if !is_table && (reader.eat("index") || reader.eat("key")) {
        if reader.eat("if exists") {
            skip_rest(reader);
            return Some(Action::Unknown);
        }
        let from = reader.name()?;
        reader.expect("to")?;
        return Some(Action::RenameIndex {
            from,
            to: reader.name()?,
        });
    }
    if reader.eat_any(&["to", "as"]).is_none() {
        reader.eat_symbol("=");
    }
    Some(Action::RenameTable {
        to: reader.qualified_name()?,
    })
}

/// Actions on the table as a whole.
fn whole(reader: &mut Reader<'_>, actions: &mut Vec<Action>) -> Option<()> {
    const HARMLESS: &[&str] = &[
        "algorithm",
        "lock",
        "disable keys",
        "enable keys",
        "discard tablespace",
        "import tablespace",
        "with validation",
        "without validation",
        "force",
        "secondary_load",
        "secondary_unload",
    ];
    if reader.eat("convert to") {
        let charset = character_set(reader)?;
        let collation = match reader.eat("collate") {
            true => Some(value(reader)?.to_ascii_lowercase()),
            false => None,
        };
        actions.push(Action::Convert { charset, collation });
        return Some(());
    }
    if let Some(words) = reader.eat_any(HARMLESS) {
        if matches!(words, "algorithm" | "lock") {
            value(reader)?;
        }
        actions.push(Action::Harmless);
        return Some(());
    }
    const PARTITIONS: &[&str] = &[
        "partition",
        "truncate",
        "coalesce",
        "reorganize",
        "exchange",
        "analyze",
        "check",
        "optimize",
        "rebuild",
        "repair",
        "remove",
        "discard",
        "import",
        "order",
        "convert",
    ];
    if reader.is_words("partition by") || reader.eat("remove partitioning") {
        actions.push(partitioned(reader));
        return Some(());
    }
    if reader.is_any_word(PARTITIONS) {
        skip_rest(reader);
        actions.push(Action::Harmless);
        return Some(());
    }
    let mut options = TableOptions::default();
    while !reader.is_end() && !reader.is_symbol(",") && !reader.is_word("partition") {
        option(reader, &mut options)?;
    }
    actions.push(Action::SetOptions(options));
    if reader.is_word("partition") {
        actions.push(partitioned(reader));
    }
    Some(())
}

/// What the table is partitioned by from here on: the rest of the statement, or nothing.
fn partitioned(reader: &mut Reader<'_>) -> Action {
    let start = reader.at;
    skip_rest(reader);
    let mut options = TableOptions::default();
    let text = written_from(reader, start);
    options.others.insert("partition by".to_owned(), text);
    Action::SetOptions(options)
}
