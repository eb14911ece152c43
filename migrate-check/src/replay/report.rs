//! From what was found in each dialect to diagnostics.
use super::Chain;
use crate::diagnostic::{Code, Diagnostic, Finding, Label, Severity};
use crate::{Dialect, codes};
use migrate_schema::{Fault, Missing};
use migrate_sql::advice;
use migrate_sql::allowance::WORD;
use migrate_sql::statement::Kind;
use std::collections::{BTreeMap, BTreeSet};

impl Finding {
    /// What is wrong with a statement, but for the script saying that it is not.
    pub(super) fn of_allowed(file: &str, fault: Fault) -> Self {
        Self {
            severity: Severity::Note,
            ..Self::of_fault(file, fault)
        }
    }

    /// What is wrong with a statement of a script.
    pub(super) fn of_fault(file: &str, fault: Fault) -> Self {
        let mut primary = Label::at(file, fault.span.range());
        primary.text = fault.label;
        Self {
            code: fault.code,
            severity: Severity::Error,
            primary,
            message: fault.message,
            related: Vec::new(),
            notes: Vec::new(),
            help: fault.help,
        }
    }
}

impl Finding {
    /// Says what the engine has instead of a name that it does not know; and what to write where it is
    /// the model that is wrong: of what servers bring, which differs by version and by what is
    /// installed, and no revision drops.
    pub(super) fn advise(&mut self, missing: Option<&Missing>, dialect: Dialect, text: &str) {
        let span = self.primary.span.clone();
        let written = span.and_then(|span| Some((text.get(..span.start)?, text.get(span)?)));
        if let Some(help) = written.and_then(|(_, written)| advice::for_signs(written)) {
            self.help = Some(help);
            return;
        }
        let is_type = missing.is_some_and(|missing| missing.kind == Kind::Type);
        let index = written.filter(|_| is_type);
        if let Some(help) = index.and_then(|(before, _)| advice::for_index(dialect, before)) {
            self.help = Some(help);
            return;
        }
        let instead = missing.and_then(|missing| match missing.kind {
            Kind::Type => advice::for_type(dialect, &missing.name),
            Kind::Routine => advice::for_function(dialect, &missing.name),
            _ => None,
        });
        if let Some(instead) = instead {
            // It is nearer than any name that happens to look like it.
            self.help = Some(instead);
        }
        let brought = missing
            .filter(|missing| matches!(missing.kind, Kind::Routine | Kind::Type | Kind::Namespace));
        let more = match brought {
            Some(Missing { name, .. }) => format!(
                "if the server has it, write `provided = [\"{name}\"]` into `{{dir}}/migrate.toml`"
            ),
            None if self.code == codes::UNKNOWN_OPERATOR => format!(
                "if the server has it, write `-- {WORD} {}: why` above the statement",
                self.code
            ),
            None => return,
        };
        self.help = Some(match self.help.take() {
            Some(help) => format!("{help}; {more}"),
            None => more,
        });
    }
}

/// Makes one diagnostic of what was found in one place in several dialects, and names them if the
/// file is for several.
pub(super) fn diagnostics(
    chain: Chain<'_>,
    dialects: &[Dialect],
    found: Vec<(Dialect, Vec<Finding>)>,
) -> Vec<Diagnostic> {
    type Place = (String, Option<usize>, Code);
    let mut by_place: BTreeMap<Place, (Finding, BTreeSet<Dialect>)> = BTreeMap::new();
    for (dialect, findings) in found {
        for finding in findings {
            let start = finding.primary.span.as_ref().map(|span| span.start);
            let place = (finding.primary.file.clone(), start, finding.code);
            let (_, dialects) = by_place
                .entry(place)
                .or_insert_with(|| (finding, BTreeSet::new()));
            dialects.insert(dialect);
        }
    }
    let shared = shared_files(chain, dialects);
    let diagnostics = by_place.into_values().map(|(finding, dialects)| {
        let mut message = finding.message;
        if shared.contains(finding.primary.file.as_str()) {
            let names: Vec<&str> = dialects.iter().map(|dialect| dialect.name()).collect();
            message = format!("{message} ({})", names.join(", "));
        }
        Diagnostic {
            code: finding.code,
            severity: finding.severity,
            message,
            primary: Some(finding.primary),
            related: finding.related,
            notes: finding.notes,
            help: finding.help,
            dialects: dialects.into_iter().collect(),
        }
    });
    diagnostics.collect()
}

/// The scripts that are for several dialects.
fn shared_files<'c>(chain: Chain<'c>, dialects: &[Dialect]) -> BTreeSet<&'c str> {
    let mut seen = BTreeSet::new();
    let mut shared = BTreeSet::new();
    for (revision, _) in chain.revisions.iter().enumerate() {
        for dialect in dialects {
            let scripts = [chain.up(revision, *dialect), chain.down(revision, *dialect)];
            for script in scripts.into_iter().flatten() {
                if !seen.insert((*dialect, script.file.as_str())) {
                    continue;
                }
                let mut others = dialects.iter().filter(|other| *other != dialect);
                if others.any(|other| seen.contains(&(*other, script.file.as_str()))) {
                    shared.insert(script.file.as_str());
                }
            }
        }
    }
    shared
}
