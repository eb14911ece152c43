//! How many problems a check found.
use migrate_check::diagnostic::{Diagnostic, Severity};

/// Writes `3 errors, 1 warning`.
pub(crate) fn counts<'d>(diagnostics: impl IntoIterator<Item = &'d Diagnostic>) -> String {
    let found: Vec<Severity> = diagnostics
        .into_iter()
        .map(|found| found.severity)
        .collect();
    let of = |severity: Severity| {
        let number = found.iter().filter(|one| **one == severity).count();
        (number > 0).then(|| counted(number, severity.name()))
    };
    let severities = [Severity::Error, Severity::Warning, Severity::Note];
    severities
        .into_iter()
        .filter_map(of)
        .collect::<Vec<_>>()
        .join(", ")
}

pub(crate) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
