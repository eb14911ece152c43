use super::unknown;
use crate::Terminal;
use crate::address::DatabaseArgs;
use crate::args::{DialectArgs, DirectoryArgs, Outcome};
use crate::directory::{Directory, counted, counts};
use crate::format::Format;
use crate::live::{Drift, declared};
use clap::Args;
use migrate_check::diagnostic::{Diagnostic, Fields};
use migrate_check::{Chain, Sealed};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Checks everything that the build checks, without building
///
/// Every problem is reported at once: the chain of revisions, the toml files, and each script's SQL
/// in each dialect. With `--live` (or `--url`, `--name`), the schema of a live database is compared with
/// that of the revisions that are applied to it, object by object; unknown parts are not reported as
/// differences. Without these options no database is looked at, whatever the environment says. The
/// exit code is 1 if there is an error or a difference.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    mut_arg(crate::address::URL, |url| url.help("The database to compare: postgres://…, mysql://…, sqlite:///file.db")),
    mut_arg(crate::address::NAME, |name| name.help("The database to compare: [databases.NAME] of migrate.toml")),
    after_help = "Example: cargo migrate check --dir migrations/shop --dialect sqlite"
)]
pub(crate) struct Check {
    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    dialects: DialectArgs,
    /// Check the sealed revisions like the others, and compare their schema with migrations.lock
    #[arg(long)]
    full: bool,
    /// List the statements that could not be followed for certain, and why: names after them may be
    /// unchecked
    #[arg(long)]
    unknown: bool,
    /// How to write the results
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Compare a live database with the revisions that are applied to it: that of --url or --name, else
    /// of ALEMBIC_DATABASE_URL, DATABASE_URL (also in .env), or `url` in migrate.toml
    #[arg(long)]
    live: bool,
    /// Compare with the schema of these revisions and all below them, whatever is recorded as applied:
    /// before a stamp. May be given several times
    #[arg(long, value_name = "REVISION")]
    at: Vec<String>,
    #[command(flatten)]
    database: DatabaseArgs,
}

impl Check {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let outcome = directory.check(&self.dialects, self.full, self.unknown);
        // A broken chain is reported first: its schema is not known.
        let is_live = self.live || self.database.is_given() || !self.at.is_empty();
        let drift = match outcome.chain.as_ref().filter(|_| is_live) {
            Some(chain) => {
                let address = self.database.required(&declared(chain))?;
                Some(Drift::find(address, chain, directory.label(), &self.at)?)
            }
            None => None,
        };
        match self.format {
            Format::Json => {
                let mut document = document(&directory, &outcome);
                if self.unknown {
                    document["unknown"] = unknown::document(&outcome.known);
                }
                if let Some(drift) = &drift {
                    document["drift"] = drift.document();
                }
                terminal.line(document);
            }
            Format::Text => {
                report(&directory, &outcome, terminal);
                if self.unknown {
                    unknown::show(&outcome.known, directory.label(), terminal);
                }
                if let Some(drift) = &drift {
                    drift.show(terminal);
                }
            }
        }
        let has_errors = outcome.diagnostics.iter().any(Diagnostic::is_error);
        Ok(!has_errors && drift.is_none_or(|drift| drift.is_none()))
    }
}

/// Returns the JSON document: `{"diagnostics":[{"code","severity","file","line","column","message","notes","help"}],
/// "chain":{"revisions","heads","dialects","sealed"}}`, where `chain` is null after an error; with
/// `--unknown` also `"unknown":[{"dialect","statements","known_statements","tables","known_tables",
/// "unknown_tables","given_up":[{"file","line","column","statement","why","objects"}]}]`; with
/// `--live` also `"drift":{"database","heads","pending","edited","differences":[{"status","kind","name","of",
/// "object","expected","found"}]}`, where `status` is `missing`, `extra` or `different`.
fn document(directory: &Directory, outcome: &migrate_check::Outcome) -> Value {
    let diagnostics = documents(&outcome.diagnostics, &outcome.files, directory.label());
    let chain = outcome.chain.as_ref().map(|chain| {
        let dialects = chain.dialects.iter().map(|dialect| dialect.name());
        json!({
            "revisions": chain.revisions.len(),
            "heads": heads(chain),
            "dialects": dialects.collect::<Vec<_>>(),
            "sealed": outcome.seal.map_or(0, |seal| seal.revisions),
        })
    });
    json!({ "diagnostics": diagnostics, "chain": chain })
}

/// Returns `{"code","severity","file","line","column","message","notes","help"}` for each diagnostic.
pub(crate) fn documents(
    found: &[Diagnostic],
    files: &BTreeMap<String, String>,
    label: &str,
) -> Vec<Value> {
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
    let fields = Diagnostic::fields_of_all(found, files, label);
    fields.into_iter().map(one).collect()
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
    if outcome.has_only_old_faults() {
        terminal.say(format!(
            "help: if databases have run these scripts already, `{}` takes them as they are",
            directory.command("seal --allow-existing")
        ));
    }
    if let Some(chain) = &outcome.chain {
        let sealed = outcome.seal.map_or(String::new(), sealed);
        terminal.line(format!("ok: {}{sealed}", summary(chain)));
    }
}

/// Writes `12 revisions, head a, dialects postgres, sqlite`.
fn summary(chain: &Chain) -> String {
    let heads = heads(chain);
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

fn heads(chain: &Chain) -> Vec<&str> {
    let heads = chain.graph.heads().into_iter();
    heads.map(|head| chain.graph.id(head).as_str()).collect()
}

/// Writes `, 10 sealed, 3 faults allowed in them`.
fn sealed(seal: Sealed) -> String {
    let allowed = match seal.allowed {
        0 => String::new(),
        allowed => format!(", {} allowed in them", counted(allowed, "fault")),
    };
    format!(", {} sealed{allowed}", seal.revisions)
}

fn named(noun: &str, names: &[&str]) -> String {
    match names {
        [] => format!("no {noun}"),
        [one] => format!("{noun} {one}"),
        several => format!("{noun}s {}", several.join(", ")),
    }
}
