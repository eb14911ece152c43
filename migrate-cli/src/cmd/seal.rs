use crate::args::{DirectoryArgs, Outcome};
use crate::cmd::check::documents;
use crate::directory::{Directory, without_database};
use crate::format::Format;
use crate::{Failure, Terminal};
use clap::Args;
use migrate_check::codes::is_of_a_script as is_fault;
use migrate_check::{LOCK_FILE, SealOptions, Sealing};
use serde_json::{Value, json};

/// Seals revisions: they must not change any more, and builds do not parse them again
///
/// Checks everything in full, then writes migrations.lock: the order and the checksums of all
/// revisions up to the named one, and the schema that they make. Run it at a release, and commit the
/// file. Later revisions may still be edited.
#[derive(Args, Debug)]
#[command(
    verbatim_doc_comment,
    after_help = "Example: cargo migrate seal --allow-existing --dry-run"
)]
pub(crate) struct Seal {
    #[command(flatten)]
    directory: DirectoryArgs,
    /// The last revision to seal
    #[arg(value_name = "REV", default_value = "head")]
    revision: String,
    /// Allow the errors that the scripts have now, and list them in the lock
    #[arg(long)]
    allow_existing: bool,
    /// Rewrite the lock, whatever was sealed: scripts may have changed, fewer may be sealed
    #[arg(long)]
    again: bool,
    /// Write nothing
    #[arg(long)]
    dry_run: bool,
    /// How to report the changes
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

impl Seal {
    pub fn run(&self, terminal: &mut Terminal) -> Outcome {
        let directory = Directory::new(&self.directory);
        let chain = directory.chain()?;
        let targets = chain
            .graph
            .resolve(&self.revision, None)
            .map_err(without_database)?;
        let target = match targets[..] {
            [target] => target,
            [] => {
                return Err(Failure::new(
                    "there is nothing to seal before the first revision",
                ));
            }
            _ => return Err(several(&self.revision)),
        };
        let how = SealOptions {
            allow_existing: self.allow_existing,
            again: self.again,
        };
        let id = chain.graph.id(target).as_str();
        let sealing = directory.seal(target.get(), how);
        directory.say_all(&sealing.diagnostics, &sealing.files, terminal);
        let Some(text) = &sealing.text else {
            return Err(self.refused(&directory, &sealing, id));
        };
        if !sealing.allowed.is_empty() {
            directory.say_all(&sealing.allowed, &sealing.files, terminal);
            let faults = match self.dry_run {
                false => counted(sealing.allowed.len(), "fault is", "faults are"),
                true => counted(sealing.allowed.len(), "fault would be", "faults would be"),
            };
            terminal.say(format!(
                "{faults} allowed from now on, and named in `{}`",
                directory.path_of(LOCK_FILE)
            ));
        }
        if !self.dry_run {
            directory.write(LOCK_FILE, text)?;
        }
        if self.format == Format::Json {
            terminal.line(self.document(&directory, &sealing, id));
            return Ok(true);
        }
        let (sealed, would_be, end) = match self.dry_run {
            false => ("sealed", "", ""),
            true => (
                "would seal",
                " would be",
                " (a dry run: nothing was written)",
            ),
        };
        for id in &sealing.newly {
            terminal.line(format!("{sealed} {id}"));
        }
        terminal.line(format!(
            "ok: {}{would_be} sealed up to {id}, {} of them new{end}",
            counted(sealing.sealed, "revision", "revisions"),
            sealing.newly.len()
        ));
        Ok(true)
    }

    /// Returns the JSON document `{"head","sealed","newly","allowed","written"}`: the last sealed revision,
    /// the number of sealed ones, the new ones among them, the allowed errors in the form of `check`, and
    /// the file.
    fn document(&self, directory: &Directory, sealing: &Sealing, head: &str) -> Value {
        let written = match self.dry_run {
            true => Vec::new(),
            false => vec![directory.path_of(LOCK_FILE)],
        };
        json!({
            "head": head,
            "sealed": sealing.sealed,
            "newly": sealing.newly,
            "allowed": documents(&sealing.allowed, &sealing.files, directory.label()),
            "written": written,
        })
    }

    fn refused(&self, directory: &Directory, sealing: &Sealing, id: &str) -> Failure {
        if !sealing.left_out.is_empty() {
            let message = format!(
                "sealed already, and not among the revisions up to `{id}`: `{}`",
                sealing.left_out.join("`, `")
            );
            let command = directory.command(&format!("seal --again {id}"));
            return Failure::new(message)
                .help(format!("name a later revision; or unseal it: `{command}`"));
        }
        let failure = Failure::new(format!(
            "nothing is sealed in {}: the revisions have errors",
            directory.label()
        ));
        let mut errors = sealing.diagnostics.iter().filter(|found| found.is_error());
        match errors.all(|error| is_fault(error.code)) {
            // Errors that can be allowed are not in the list if `--allow-existing` was given.
            false => failure,
            true => failure.help(format!(
                "mend them; or, where databases have run them already, allow what is there: `{}`",
                directory.command("seal --allow-existing")
            )),
        }
    }
}

fn several(revision: &str) -> Failure {
    Failure::new(format!(
        "`{revision}` stands for several revisions, and one lock has one end"
    ))
    .help("name one, or merge them first: `cargo migrate heads` lists them")
}

fn counted(number: usize, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}
