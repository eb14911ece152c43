//! `check --unknown`: lists the statements that could not be followed for certain.
use crate::Terminal;
use migrate_check::{Dialect, Known};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Prints a line for each statement, and the known shares.
pub(super) fn show(all: &BTreeMap<Dialect, Known>, label: &str, terminal: &mut Terminal) {
    for (dialect, known) in all {
        for given_up in &known.given_up {
            let (file, line, column) = (&given_up.file, given_up.line, given_up.column);
            let (statement, why) = (&given_up.statement, given_up.why);
            terminal.line(format!(
                "{label}/{file}:{line}:{column}: `{statement} …`: {why}"
            ));
            if !given_up.objects.is_empty() {
                let objects = given_up.objects.join(", ");
                terminal.line(format!("  unknown from here on: {objects}"));
            }
        }
        terminal.line(format!(
            "{dialect}: {} of {} statements and {} of {} tables are known for certain",
            known.statements - known.given_up.len(),
            known.statements,
            known.tables - known.unknown_tables.len(),
            known.tables,
        ));
        if !known.unknown_tables.is_empty() {
            let tables = known.unknown_tables.join(", ");
            terminal.line(format!("  not known at the end: {tables}"));
        }
    }
}

/// Returns the same for `--format json`.
pub(super) fn document(all: &BTreeMap<Dialect, Known>) -> Value {
    let one = |(dialect, known): (&Dialect, &Known)| {
        let given_up = known.given_up.iter().map(|given_up| {
            json!({
                "file": given_up.file,
                "line": given_up.line,
                "column": given_up.column,
                "statement": given_up.statement,
                "why": given_up.why,
                "objects": given_up.objects,
            })
        });
        json!({
            "dialect": dialect.name(),
            "statements": known.statements,
            "known_statements": known.statements - known.given_up.len(),
            "tables": known.tables,
            "known_tables": known.tables - known.unknown_tables.len(),
            "given_up": given_up.collect::<Vec<_>>(),
            "unknown_tables": known.unknown_tables,
        })
    };
    all.iter().map(one).collect()
}
