use crate::Terminal;
use crate::authoring::{DialectArgs, DirectoryArgs, Format, Outcome};
use crate::directory::Directory;
use crate::live::Drift;
use clap::Args;
use migrate_check::diagnostic::{Diagnostic, Fields, Severity};
use migrate_check::{Chain, Sealed};
use serde_json::json;

/// Checks everything that the build checks, without building
///
/// Every problem is reported at once: the chain of revisions, the toml files, and each script's SQL
/// in each dialect. With `--url`, the schema of a live database is compared with that of the
/// revisions that are applied to it, object by object; what can't be known is no difference. The
/// exit code is 1 if there is an error or a difference.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Example: cargo migrate check --dir migrations/shop --dialect sqlite"
)]
pub(crate) struct Check {
    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    dialects: DialectArgs,
    /// Check the sealed revisions like the others, and compare what they make with migrations.lock
    #[arg(long)]
    full: bool,
    /// How to write what was found
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Compare this database with the revisions that are applied to it: postgres://…, mysql://… or the
    /// path of a SQLite file
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

impl Check {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let outcome = directory.check(&self.dialects, self.full);
        // A broken chain is said first: what it would make of a database is not known.
        let drift = match (&self.url, &outcome.chain) {
            (Some(url), Some(chain)) => Some(Drift::find(url, chain, directory.label())?),
            _ => None,
        };
        match self.format {
            Format::Json => {
                let mut document = document(&directory, &outcome);
                if let Some(drift) = &drift {
                    document["drift"] = drift.document();
                }
                terminal.line(document);
            }
            Format::Text => {
                report(&directory, &outcome, terminal);
                if let Some(drift) = &drift {
                    drift.show(terminal);
                }
            }
        }
        let has_errors = outcome.diagnostics.iter().any(Diagnostic::is_error);
        Ok(!has_errors && drift.is_none_or(|drift| drift.is_none()))
    }
}

/// The contract: `{"diagnostics":[{"code","severity","file","line","column","message","notes","help"}]}`; with `--url` also
/// `"drift":{"database","heads","pending","edited","differences":[{"status","kind","name","of",
/// "object","expected","found"}]}`, where `status` is `missing`, `extra` or `different`.
fn document(directory: &Directory, outcome: &migrate_check::Outcome) -> serde_json::Value {
    let one = |fields: Fields| {
        json!({
            "code": fields.code,
            "severity": fields.severity,
            "file": fields.file,
            "line": fields.line,
            "column": fields.column,
            "message": fields.message,
            "notes": fields.notes,
            "help": fields.help,
        })
    };
    let found = &outcome.diagnostics;
    let fields = Diagnostic::fields_of_all(found, &outcome.files, directory.label());
    let diagnostics: Vec<_> = fields.into_iter().map(one).collect();
    json!({ "diagnostics": diagnostics })
}

fn report(directory: &Directory, outcome: &migrate_check::Outcome, terminal: &mut Terminal) {
    directory.say_all(&outcome.diagnostics, &outcome.files, terminal);
    if !outcome.diagnostics.is_empty() {
        terminal.say(format!(
            "{} in {}",
            counts(&outcome.diagnostics),
            directory.label()
        ));
    }
    if let Some(chain) = &outcome.chain {
        let sealed = outcome.seal.map_or(String::new(), sealed);
        terminal.line(format!("ok: {}{sealed}", summary(chain)));
    }
}

/// `3 errors, 1 warning`.
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

/// `12 revisions, head a, dialects postgres, sqlite`.
fn summary(chain: &Chain) -> String {
    let heads: Vec<&str> = chain
        .graph
        .heads()
        .into_iter()
        .map(|h| chain.graph.id(h).as_str())
        .collect();
    let dialects: Vec<&str> = chain
        .dialects
        .iter()
        .map(|dialect| dialect.name())
        .collect();
    [
        counted(chain.revisions.len(), "revision"),
        named("head", &heads),
        named("dialect", &dialects),
    ]
    .join(", ")
}

/// `, 10 sealed, 3 faults allowed in them`.
fn sealed(seal: Sealed) -> String {
    let allowed = match seal.allowed {
        0 => String::new(),
        allowed => format!(", {} allowed in them", counted(allowed, "fault")),
    };
    format!(", {} sealed{allowed}", seal.revisions)
}

pub(crate) fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

fn named(noun: &str, names: &[&str]) -> String {
    match names {
        [] => format!("no {noun}"),
        [one] => format!("{noun} {one}"),
        several => format!("{noun}s {}", several.join(", ")),
    }
}
