//! Triggers and policies.
use super::Reader;
use super::create::written;
use crate::statement::{CreatePolicy, CreateTrigger, QualifiedName, StatementKind};

/// Reads `CREATE TRIGGER`.
pub(super) fn create_trigger(reader: &mut Reader<'_>) -> Option<StatementKind> {
    reader.expect("create")?;
    let or_replace = reader.eat("or replace");
    let is_constraint = reader.eat("constraint");
    reader.expect("trigger")?;
    let name = QualifiedName {
        qualifiers: Vec::new(),
        name: reader.name()?,
    };
    let start = reader.at;
    let timing = reader.eat_any(&["before", "after", "instead of"])?;
    let mut columns = Vec::new();
    let mut events = Vec::new();
    loop {
        let event = reader.eat_any(&["insert", "update", "delete", "truncate"])?;
        events.push(event);
        if event == "update" && reader.eat("of") {
            columns.extend(reader.list(Reader::name)?);
        }
        if !reader.eat("or") {
            break;
        }
    }
    reader.expect("on")?;
    let table = reader.qualified_name()?;
    let mut trigger = CreateTrigger {
        name,
        or_replace,
        if_not_exists: false,
        temporary: false,
        table,
        timing,
        events,
        columns,
        transition_tables: Vec::new(),
        is_constraint,
        for_each_row: false,
        condition: None,
        function: None,
        body: Vec::new(),
        definition: String::new(),
    };
    if reader.eat("from") {
        reader.qualified_name()?;
    }
    const DEFERRED: &[&str] = &[
        "not deferrable",
        "deferrable",
        "initially deferred",
        "initially immediate",
    ];
    while reader.eat_any(DEFERRED).is_some() {}
    if reader.eat("referencing") {
        while let Some(words) = reader.eat_any(&["old table", "new table"]) {
            reader.eat("as");
            let kind = if words == "old table" { "old" } else { "new" };
            trigger.transition_tables.push((kind, reader.name()?));
        }
    }
    if reader.eat("for") {
        reader.eat("each");
        trigger.for_each_row = reader.eat_any(&["row", "statement"])? == "row";
    }
    if reader.eat("when") {
        trigger.condition = Some(reader.in_brackets(Reader::expression)?);
    }
    reader.expect("execute")?;
    reader.eat_any(&["function", "procedure"])?;
    trigger.function = Some(reader.qualified_name()?);
    reader.expect_symbol("(")?;
    reader.skip_until(|_| false);
    reader.expect_symbol(")")?;
    trigger.definition = written(reader, start);
    Some(StatementKind::CreateTrigger(Box::new(trigger)))
}

/// Reads `CREATE POLICY`, `ALTER POLICY`.
pub(super) fn create_policy(reader: &mut Reader<'_>) -> Option<StatementKind> {
    let alters = reader.eat("alter");
    if !alters {
        reader.expect("create")?;
    }
    reader.expect("policy")?;
    let name = reader.name()?;
    reader.expect("on")?;
    let table = reader.qualified_name()?;
    let start = reader.at;
    let mut policy = CreatePolicy {
        name,
        table,
        alters,
        rename_to: None,
        command: "all",
        using: None,
        check: None,
        expressions: Vec::new(),
        definition: String::new(),
    };
    if alters && reader.eat("rename to") {
        policy.rename_to = Some(reader.name()?);
    }
    while !reader.is_end() {
        let span = reader.here();
        let is_using = reader.eat("using");
        if is_using || reader.eat("with check") {
            let expression = reader.in_brackets(Reader::expression)?;
            match is_using {
                true => policy.using = Some(span),
                false => policy.check = Some(span),
            }
            policy.expressions.push(expression);
        } else if reader.eat("as") {
            reader.eat_any(&["permissive", "restrictive"])?;
        } else if reader.eat("for") {
            policy.command = reader.eat_any(&["all", "select", "insert", "update", "delete"])?;
        } else {
            reader.expect("to")?;
            reader.list(Reader::name)?;
        }
    }
    policy.definition = written(reader, start);
    Some(StatementKind::CreatePolicy(Box::new(policy)))
}
