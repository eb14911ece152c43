//! Old faults, told by what does not change when lines are moved.
use super::Allowance;
use crate::diagnostic::Diagnostic;
use migrate_sql::{self, Checksum, Dialect};
use std::collections::BTreeMap;

/// The longest text of a script that names a fault; of longer ones the beginning is enough.
const LONGEST: usize = 60;

/// What would allow a diagnostic; `None` for what is no error of a script or of a revision's place.
pub(crate) fn allowance(
    diagnostic: &Diagnostic,
    files: &BTreeMap<String, String>,
) -> Option<Allowance> {
    let label = diagnostic
        .primary
        .as_ref()
        .filter(|_| diagnostic.is_error())?;
    let mut allowance = Allowance {
        file: label.file.clone(),
        code: diagnostic.code.name().to_owned(),
        name: String::new(),
        statement: Checksum(0),
        dialects: diagnostic.dialects.iter().copied().collect(),
    };
    let (Some(span), Some(text)) = (&label.span, files.get(&label.file)) else {
        return Some(allowance);
    };
    let name = text.get(span.clone())?.lines().next().unwrap_or_default();
    allowance.name = name.chars().take(LONGEST).collect();
    // The dialects cut statements in their own ways; any does, as long as it is always the same.
    let outline = migrate_sql::outline(text, Dialect::Postgres);
    let mut statements = outline.statements.iter();
    let around = statements.find(|statement| statement.span.end >= span.start);
    if let Some(around) = around {
        let statement = migrate_sql::outline(&text[around.span.clone()], Dialect::Postgres);
        allowance.statement = statement.checksum;
    }
    Some(allowance)
}
