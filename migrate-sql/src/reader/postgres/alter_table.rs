//! `ALTER TABLE`.
use super::Reader;
use super::column::{column, identity, sequence_option};
use super::constraint::{attributes, table_constraint};
use super::table::{bounds, in_brackets_skipped};
use crate::statement::{
    AlterTable, AlterTableAction, QualifiedName, SequenceOptions, StatementKind,
};

/// Reads `ALTER TABLE` and `ALTER FOREIGN TABLE`.
pub(super) fn alter_table(reader: &mut Reader<'_>) -> Option<StatementKind> {
    reader.expect("alter")?;
    reader.eat("foreign");
    reader.expect("table")?;
    if reader.is_words("all in tablespace") {
        reader.at = reader.tokens.len();
        return Some(StatementKind::Harmless {
            tables: Vec::new(),
            not_in_transaction: None,
        });
    }
    let if_exists = reader.eat("if exists");
    let only = reader.eat("only");
    let is_bracketed = only && reader.eat_symbol("(");
    let name = reader.qualified_name()?;
    if is_bracketed {
        reader.expect_symbol(")")?;
    }
    reader.eat_symbol("*");
    let actions = reader.list(|reader| {
        let start = reader.at;
        if let Some(action) = reader.attempt(action) {
            return Some(vec![(action, reader.span_from(start))]);
        }
        // It may be about others beside the table.
        let touches = AlterTableAction::Touches {
            names: names_up_to_comma(reader),
        };
        let span = reader.span_from(start);
        Some(vec![(touches, span), (AlterTableAction::Unknown, span)])
    })?;
    let actions = actions.concat();
    Some(StatementKind::AlterTable(AlterTable {
        name,
        if_exists,
        only,
        actions,
    }))
}

/// Reads all that may be a name, up to the end of the action.
fn names_up_to_comma(reader: &mut Reader<'_>) -> Vec<QualifiedName> {
    let start = reader.at;
    reader.skip_until(|reader| reader.is_symbol(","));
    let mut inner = Reader::new(reader.text, &reader.tokens[..reader.at], reader.dialect);
    inner.at = start;
    inner.all_names()
}

fn action(reader: &mut Reader<'_>) -> Option<AlterTableAction> {
    let action = known_action(reader)?;
    // A change of which only the start was understood is not understood.
    (reader.is_end() || reader.is_symbol(",")).then_some(action)
}

fn known_action(reader: &mut Reader<'_>) -> Option<AlterTableAction> {
    if reader.eat("add") {
        return add(reader);
    }
    if reader.eat("drop") {
        return drop(reader);
    }
    if reader.eat("alter") {
        return alter(reader);
    }
    if reader.eat("rename") {
        return rename(reader);
    }
    if reader.eat("validate constraint") {
        let name = reader.name()?;
        return Some(AlterTableAction::ValidateConstraint { name });
    }
    // PostgreSQL 19: which partitions there are is not known, the table's columns stay.
    if reader
        .eat_any(&["merge partitions", "split partition"])
        .is_some()
    {
        let names = names_up_to_comma(reader);
        return Some(AlterTableAction::Touches { names });
    }
    if reader.eat("attach partition") {
        return attach(reader);
    }
    if reader.eat("detach partition") {
        let partition = reader.qualified_name()?;
        let concurrently = reader.eat("concurrently");
        reader.eat("finalize");
        return Some(AlterTableAction::DetachPartition {
            partition,
            concurrently,
        });
    }
    if reader.eat("inherit") {
        return Some(AlterTableAction::Inherit(reader.qualified_name()?));
    }
    if reader.eat("no inherit") {
        return Some(AlterTableAction::NoInherit(reader.qualified_name()?));
    }
    if reader.eat("set schema") {
        let namespace = reader.name()?;
        return Some(AlterTableAction::SetNamespace { namespace });
    }
    if reader.eat("cluster on") {
        return Some(AlterTableAction::NeedsIndex(reader.name()?));
    }
    if reader.eat("replica identity using index") {
        return Some(AlterTableAction::ReplicaIdentity(reader.name()?));
    }
    let span = reader.here();
    if reader.eat("not of") {
        return Some(AlterTableAction::OfType(None, span));
    }
    if reader.eat("of") {
        let name = reader.qualified_name()?;
        return Some(AlterTableAction::OfType(Some(name), span));
    }
    switch(reader).or_else(|| harmless(reader))
}

fn add(reader: &mut Reader<'_>) -> Option<AlterTableAction> {
    let has_word = reader.eat("column");
    if !has_word && super::constraint::is_table_constraint(reader) {
        return Some(AlterTableAction::AddConstraint {
            constraint: table_constraint(reader)?,
            if_not_exists: false,
        });
    }
    let if_not_exists = reader.eat("if not exists");
    Some(AlterTableAction::AddColumn {
        column: column(reader)?,
        if_not_exists,
        position: None,
    })
}

fn drop(reader: &mut Reader<'_>) -> Option<AlterTableAction> {
    let is_constraint = reader.eat("constraint");
    if !is_constraint {
        reader.eat("column");
    }
    let if_exists = reader.eat("if exists");
    let name = reader.name()?;
    let cascade = reader.eat_any(&["cascade", "restrict"]) == Some("cascade");
    Some(match is_constraint {
        true => AlterTableAction::DropConstraint {
            name,
            if_exists,
            cascade,
        },
        false => AlterTableAction::DropColumn {
            name,
            if_exists,
            cascade,
        },
    })
}

fn alter(reader: &mut Reader<'_>) -> Option<AlterTableAction> {
    if reader.eat("constraint") {
        let name = reader.name()?;
        let found = attributes(reader)?;
        let deferrable = found.says_deferrable.then_some(found.deferrable);
        return Some(AlterTableAction::AlterConstraint { name, deferrable });
    }
    reader.eat("column");
    let column = reader.name()?;
    if reader.eat("set data type") || reader.eat("type") {
        let data_type = reader.type_name()?;
        let collation = match reader.eat("collate") {
            true => Some(reader.qualified_name()?),
            false => None,
        };
        let using = match reader.eat("using") {
            true => Some(reader.expression()?),
            false => None,
        };
        return Some(AlterTableAction::SetType {
            column,
            data_type,
            collation,
            using,
        });
    }
    if reader.eat("set default") {
        let expression = reader.expression()?;
        return Some(AlterTableAction::SetDefault { column, expression });
    }
    if reader.eat("drop default") {
        return Some(AlterTableAction::DropDefault { column });
    }
    if reader.eat("set not null") {
        return Some(AlterTableAction::SetNotNull { column });
    }
    if reader.eat("drop not null") {
        return Some(AlterTableAction::DropNotNull { column });
    }
    if reader.eat("add generated") {
        let always = reader.eat("always");
        if !always {
            reader.expect("by default")?;
        }
        reader.expect("as")?;
        let identity = identity(reader, always)?;
        return Some(AlterTableAction::AddIdentity { column, identity });
    }
    if reader.eat("drop identity") {
        let if_exists = reader.eat("if exists");
        return Some(AlterTableAction::DropIdentity { column, if_exists });
    }
    if reader.eat("drop expression") {
        let if_exists = reader.eat("if exists");
        return Some(AlterTableAction::DropExpression { column, if_exists });
    }
    if reader.eat("set expression as") {
        let expression = reader.in_brackets(Reader::expression)?;
        return Some(AlterTableAction::SetExpression { column, expression });
    }
    tune_column(reader, column)
}

fn tune_column(
    reader: &mut Reader<'_>,
    column: crate::statement::Name,
) -> Option<AlterTableAction> {
    if reader.eat("set statistics") {
        reader.skip_until(|reader| reader.is_symbol(","));
        let stored = None;
        return Some(AlterTableAction::TuneColumn { column, stored });
    }
    for (words, what) in [
        ("set storage", "storage"),
        ("set compression", "compression"),
    ] {
        if reader.eat(words) {
            let stored = Some((what, reader.name()?));
            return Some(AlterTableAction::TuneColumn { column, stored });
        }
    }
    let is_options =
        (reader.is_any_word(&["set", "reset", "options"])) && reader.is_symbol_at(1, "(");
    if is_options {
        reader.at += 1;
        in_brackets_skipped(reader)?;
        let stored = None;
        return Some(AlterTableAction::TuneColumn { column, stored });
    }
    set_identity(reader, column)
}

/// Reads `SET GENERATED …`, `RESTART`, `SET INCREMENT …`, of which there may be several.
fn set_identity(
    reader: &mut Reader<'_>,
    column: crate::statement::Name,
) -> Option<AlterTableAction> {
    let mut always = None;
    let mut sequence = SequenceOptions::default();
    let start = reader.at;
    while !reader.is_end() && !reader.is_symbol(",") {
        if reader.eat("set generated always") {
            always = Some(true);
        } else if reader.eat("set generated by default") {
            always = Some(false);
        } else {
            reader.eat("set");
            sequence_option(reader, &mut sequence)?;
        }
    }
    (reader.at > start).then_some(AlterTableAction::SetIdentity {
        column,
        always,
        sequence,
    })
}

fn rename(reader: &mut Reader<'_>) -> Option<AlterTableAction> {
    if reader.eat("to") {
        let name = reader.name()?;
        let to = QualifiedName {
            qualifiers: Vec::new(),
            name,
        };
        return Some(AlterTableAction::RenameTable { to });
    }
    if reader.eat("constraint") {
        let from = reader.name()?;
        reader.expect("to")?;
        let to = reader.name()?;
        return Some(AlterTableAction::RenameConstraint { from, to });
    }
    reader.eat("column");
    let from = reader.name()?;
    reader.expect("to")?;
    Some(AlterTableAction::RenameColumn {
        from,
        to: reader.name()?,
        if_exists: false,
    })
}

fn attach(reader: &mut Reader<'_>) -> Option<AlterTableAction> {
    let partition = reader.qualified_name()?;
    // The table itself is the parent; the engine knows it by the statement's name.
    let of = bounds(reader, partition.clone())?;
    Some(AlterTableAction::AttachPartition { partition, of })
}

fn switch(reader: &mut Reader<'_>) -> Option<AlterTableAction> {
    const ROW_SECURITY: &[&str] = &[
        "enable row level security",
        "disable row level security",
        "no force row level security",
        "force row level security",
    ];
    if let Some(words) = reader.eat_any(ROW_SECURITY) {
        return Some(AlterTableAction::RowSecurity(words));
    }
    const SWITCHES: &[&str] = &["enable replica", "enable always", "enable", "disable"];
    let mut ahead = reader.clone();
    ahead.eat_any(SWITCHES)?;
    let name = match ahead.eat_any(&["trigger", "rule"])? {
        "trigger" if !ahead.eat("all") && !ahead.eat("user") => Some(ahead.name()?),
        "trigger" => None,
        _ => {
            ahead.name()?;
            None
        }
    };
    reader.at = ahead.at;
    Some(AlterTableAction::SwitchTrigger { name })
}

/// Reads what the model doesn't hold.
fn harmless(reader: &mut Reader<'_>) -> Option<AlterTableAction> {
    const WORDS: &[&str] = &[
        "set without cluster",
        "set without oids",
        "replica identity default",
        "replica identity full",
        "replica identity nothing",
    ];
    const NAMED: &[&str] = &["owner to", "set tablespace", "set access method"];
    if let Some(word) = reader.eat_any(&["set logged", "set unlogged"]) {
        return Some(AlterTableAction::SetLogged(word == "set logged"));
    }
    if reader.eat_any(WORDS).is_some() {
        return Some(AlterTableAction::Harmless);
    }
    if reader.eat_any(NAMED).is_some() {
        reader.qualified_name()?;
        reader.eat("nowait");
        return Some(AlterTableAction::Harmless);
    }
    let is_options =
        reader.is_any_word(&["set", "reset", "options"]) && reader.is_symbol_at(1, "(");
    if is_options {
        let sets = reader.eat("set");
        reader.at += usize::from(!sets);
        in_brackets_skipped(reader)?;
        return Some(match sets {
            true => AlterTableAction::SetParameters,
            false => AlterTableAction::Harmless,
        });
    }
    None
}
