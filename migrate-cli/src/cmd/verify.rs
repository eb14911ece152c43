use crate::address::DatabaseArgs;
use crate::args::{DialectArgs, DirectoryArgs, Outcome};
use crate::directory::Directory;
use crate::directory::counted;
use crate::format::Format;
use crate::live::{Address, Scratch, Session, compare_scripts, declared, drift, load, open};
use crate::{Failure, Terminal};
use clap::Args;
use migrate_check::Chain;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Runs every revision up, down and up again, in a scratch database on a real server
///
/// After each downgrade the schema has to be that from before the upgrade; after the last upgrade, the
/// one that the build expects. The scratch database is created on the server that the URL names, and
/// dropped at the end; nothing else on the server is touched. For SQLite it is a temporary file.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    mut_arg(crate::address::URL, |url| url.help(
        "A server on which a database may be made: postgres://…, mysql://…, or `sqlite:`\n\
         [default: ALEMBIC_DATABASE_URL, DATABASE_URL, or what migrate.toml says]"
    )),
    after_help = "Example: cargo migrate verify --dir migrations/shop --url postgres://localhost/postgres"
)]
pub(crate) struct Verify {
    #[command(flatten)]
    directory: DirectoryArgs,
    #[command(flatten)]
    dialects: DialectArgs,
    #[command(flatten)]
    database: DatabaseArgs,
    /// How to write the results
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

impl Verify {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let chain = directory.checked_chain(&self.dialects)?;
        let address = match self.database.url.as_deref() {
            Some("sqlite" | "sqlite:") => Address::parse("sqlite:scratch")?,
            _ => self.database.required(&declared(&chain))?,
        };
        drift::has_dialect(&chain, address.dialect(), directory.label())?;
        name_rust_steps(&chain, terminal);
        load(&chain, directory.label());
        if self.database.url.is_none() {
            let shown = address.shown();
            terminal.say(format!("in a scratch database beside `{shown}`"));
        }
        let scratch = Scratch::create(&address)?;
        let mut run = Run {
            chain: &chain,
            address: &scratch.address,
            session: open(&scratch.address)?,
            applied: BTreeSet::new(),
            seen: BTreeMap::new(),
            is_fine: true,
            documents: Vec::new(),
        };
        let differences = run.verify_all(terminal)?;
        let is_fine = run.is_fine;
        match self.format {
            Format::Json => terminal.line(run.document(&differences)),
            Format::Text if is_fine => {
                let revisions = counted(chain.revisions.len(), "revision");
                let name = address.dialect().name();
                terminal.line(format!("ok: {revisions} verified on {name}"));
            }
            Format::Text => {}
        }
        Ok(is_fine)
    }
}

/// Notes that steps in Rust can't be run here. Without rows they have nothing to do, except for rows that
/// the scripts insert.
fn name_rust_steps(chain: &Chain, terminal: &mut Terminal) {
    for revision in &chain.revisions {
        if let Some(step) = &revision.backfill {
            let id = &revision.id;
            terminal.say(format!(
                "note: `{id}` calls `{step}`, in Rust, which only its application can run: left out here"
            ));
        }
    }
}

struct Run<'a> {
    chain: &'a Chain,
    address: &'a Address,
    session: Box<dyn Session>,
    applied: BTreeSet<&'a str>,
    /// The schema of each set of applied revisions that has occurred.
    seen: BTreeMap<BTreeSet<&'a str>, String>,
    is_fine: bool,
    /// The result of each revision.
    documents: Vec<Value>,
}

impl<'a> Run<'a> {
    /// Verifies each revision; returns the differences of the last schema from the expected one.
    fn verify_all(&mut self, terminal: &mut Terminal) -> Result<Vec<String>, Failure> {
        let empty = self.session.schema_script()?;
        self.seen.insert(BTreeSet::new(), empty);
        let chain = self.chain;
        for revision in &chain.revisions {
            let line = format!("{} {}", revision.id, revision.message);
            terminal.begin_line(format!("Verifying {}", line.trim_end()));
            let done = self.verify_revision(&revision.id, revision.irreversible.is_some());
            match done {
                Err(failure) => {
                    terminal.finish_line(" (failed)");
                    return Err(failure);
                }
                Ok(Verdict::Same(what)) => {
                    terminal.finish_line(format!(" ({what})"));
                    self.documents.push(json!({
                        "revision": revision.id, "verified": what, "differences": [],
                    }));
                }
                Ok(Verdict::Differs(diff)) => {
                    self.is_fine = false;
                    terminal.finish_line(" (differs)");
                    let id = &revision.id;
                    terminal.tell(format!("the downgrade of `{id}` does not undo it:"));
                    diff.iter().for_each(|line| terminal.tell(line));
                    self.documents.push(json!({
                        "revision": id, "verified": null, "differences": diff,
                    }));
                }
            }
        }
        self.compare_last(terminal)
    }

    /// Runs one revision up, down and up, on top of those before it.
    fn verify_revision(&mut self, id: &'a str, is_irreversible: bool) -> Result<Verdict, Failure> {
        self.upgrade(id)?;
        if is_irreversible {
            return Ok(Verdict::Same("up; irreversible"));
        }
        let after_first = self.session.schema_script()?;
        let Some(target) = self.find_way_back(id)? else {
            return Ok(Verdict::Same("up; no target undoes it"));
        };
        let undone = self.session.downgrade(&target)?;
        for step in &undone.steps {
            self.applied.remove(step.revision);
        }
        let now = self.session.schema_script()?;
        let before = self.seen.get(&self.applied).cloned();
        let diff =
            before.map(|before| compare_scripts::diff(&before, &now, self.address.dialect()));
        let mut diff = diff.unwrap_or_default();
        // Children of one parent are undone and applied together.
        let again = undone.steps.iter().rev();
        for step in again {
            self.session.upgrade(step.revision).map_err(|failure| {
                let failure = failure.note("this was the second upgrade, after the downgrade");
                match diff.is_empty() {
                    true => failure,
                    false => Failure {
                        details: format!("the downgrade left this:\n{}\n\n", diff.join("\n")),
                        ..failure
                    },
                }
            })?;
            let known = self
                .chain
                .revisions
                .iter()
                .find(|it| it.id == step.revision);
            self.applied.extend(known.map(|revision| &*revision.id));
        }
        let after_second = self.session.schema_script()?;
        if diff.is_empty() {
            diff = compare_scripts::diff(&after_first, &after_second, self.address.dialect());
        }
        match diff.is_empty() {
            true => Ok(Verdict::Same("up, down, up")),
            false => Ok(Verdict::Differs(diff)),
        }
    }

    fn upgrade(&mut self, id: &'a str) -> Result<(), Failure> {
        self.session.upgrade(id)?;
        self.applied.insert(id);
        let schema = self.session.schema_script()?;
        self.seen.entry(self.applied.clone()).or_insert(schema);
        Ok(())
    }

    /// Returns the target that undoes the revision and the fewest others, and that leads to a set of
    /// revisions whose schema is known.
    fn find_way_back(&mut self, id: &str) -> Result<Option<String>, Failure> {
        let found = self.chain.revisions.iter().find(|it| it.id == id);
        let parents = found.map_or(&[][..], |revision| &revision.revises);
        let mut targets = vec!["-1".to_owned(), format!("{id}-1"), "base".to_owned()];
        targets.splice(2..2, parents.iter().cloned());
        let mut best: Option<(usize, String)> = None;
        for target in targets {
            // Which of them is valid depends on the shape of the chain.
            let Ok(undone) = self.session.undone_by(&target) else {
                continue;
            };
            let mut left = self.applied.clone();
            left.retain(|id| !undone.contains(id));
            let is_fewer = best.as_ref().is_none_or(|(count, _)| undone.len() < *count);
            if undone.contains(&id) && self.seen.contains_key(&left) && is_fewer {
                best = Some((undone.len(), target));
            }
        }
        Ok(best.map(|(_, target)| target))
    }

    /// Compares the schema of all revisions with the expected one.
    fn compare_last(&mut self, terminal: &mut Terminal) -> Result<Vec<String>, Failure> {
        let script = self.session.schema_script()?;
        let diff = compare_scripts::diff_with_model(self.chain, &script, self.address.dialect())?;
        if !diff.is_empty() {
            self.is_fine = false;
            terminal.tell("after all upgrades the schema is not what the build expects:");
            diff.iter().for_each(|line| terminal.tell(line));
        }
        Ok(diff)
    }

    /// Returns the JSON document: `{"dialect","revisions":[{"revision","verified","differences"}],"differences"}`,
    /// where `verified` is null if the downgrade does not undo the upgrade, and the last differences
    /// are those from what the build expects.
    fn document(&self, differences: &[String]) -> Value {
        json!({
            "dialect": self.address.dialect().name(),
            "revisions": self.documents,
            "differences": differences,
        })
    }
}

enum Verdict {
    Same(&'static str),
    Differs(Vec<String>),
}
